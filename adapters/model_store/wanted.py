"""Choose the files of a repository that a model in CTranslate2's format needs."""

from collections.abc import Collection
from fnmatch import fnmatch
from typing import Final

WEIGHTS: Final = "model.bin"
_NEEDED: Final = (WEIGHTS, "config.json", "tokenizer.json", "vocabulary.*")
_WANTED: Final = (*_NEEDED, "preprocessor_config.json")


def is_wanted(file: str) -> bool:
    """Say whether a file of a repository belongs to the model."""
    return any(fnmatch(file, pattern) for pattern in _WANTED)


def missing_from(files: Collection[str]) -> list[str]:
    """Return the names of the files that are missing from a model with these files."""
    return [each for each in _NEEDED if not any(fnmatch(file, each) for file in files)]

"""Which files make a model in CTranslate2's format."""

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
    """Name what a model lacks that has these files."""
    return [each for each in _NEEDED if not any(fnmatch(file, each) for file in files)]

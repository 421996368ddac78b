"""Which files of which npm packages are part of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "entrypoints/http/web/vendor"


@dataclass(frozen=True, slots=True)
class Library:
    """A package, and where its files go: path in the package to name in its folder here."""

    name: str
    version: str
    files: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return FOLDER / self.name


LIBRARIES: Final = (
    Library(
        "wavesurfer.js",
        "8.0.1",
        {"dist/wavesurfer.esm.js": "wavesurfer.js", "LICENSE": "LICENSE"},
    ),
)

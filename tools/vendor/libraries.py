"""The files of npm packages that are part of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HTTP: Final = Path(__file__).parents[2] / "entrypoints/http"


@dataclass(frozen=True, slots=True)
class Library:
    """A package, and where its files go: path in the package to name in its folder here."""

    name: str
    version: str
    files: Mapping[str, str]
    page: str = "web"

    @property
    def folder(self) -> Path:
        """Where it is kept: in a folder of its own, beside the page that uses it."""
        return HTTP / self.page / "vendor" / self.name


LIBRARIES: Final = (
    Library(
        "wavesurfer.js",
        "8.0.1",
        {"dist/wavesurfer.esm.js": "wavesurfer.js", "LICENSE": "LICENSE"},
    ),
    Library(
        "swagger-ui-dist",
        "5.35.0",
        {
            name: name
            for name in (
                "swagger-ui-bundle.js",
                "swagger-ui-bundle.js.LICENSE.txt",
                "swagger-ui.css",
                "LICENSE",
                "NOTICE",
            )
        },
        page="docs",
    ),
)

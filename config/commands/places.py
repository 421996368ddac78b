"""Opens the folders and buckets that `transcriber watch` works on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Final
from urllib.parse import urlsplit

from typing_extensions import override

from adapters.folders.local_intake import LocalIntake
from adapters.folders.local_outlet import LocalOutlet
from adapters.folders.locks import watched_alone
from adapters.folders.sqlite_ledger import SqliteLedger
from adapters.storage.watched_prefix import Prefix, PrefixIntake, PrefixOutlet
from application.ports.watched import Intake, Outlet
from domain.errors.watching import InvalidPlaceError
from entrypoints.cli.watch.places import AskedPlaces, OpenPlaces, WatchedPlaces

BUCKET: Final = "s3://"


class WiredPlaces(WatchedPlaces):
    """A place is a bucket if it begins with `s3://`, else a folder of this machine."""

    @override
    @contextmanager
    def open(self, asked: AskedPlaces) -> Iterator[OpenPlaces]:
        state = asked.state or _usual_state(asked)
        folder = None if _is_bucket(asked.intake) else Path(asked.intake)
        if folder is not None and not folder.is_dir():
            raise InvalidPlaceError(f"There is no folder {asked.intake!r}.")
        with watched_alone(asked.intake, state, folder):
            spool = _emptied(state / "spool")
            with SqliteLedger.opened(state / "ledger.sqlite") as ledger:
                yield OpenPlaces(_intake(asked, spool), _outlet(asked), ledger)


def _intake(asked: AskedPlaces, spool: Path) -> Intake:
    if _is_bucket(asked.intake):
        return _bucket_intake(asked, spool)
    if any(_is_bucket(each or "") for each in (asked.done, asked.failed)):
        raise InvalidPlaceError("Recordings of a folder can be moved into folders only.")
    outlet = () if asked.outlet is None or _is_bucket(asked.outlet) else (Path(asked.outlet),)
    root = Path(asked.intake)
    moved = [Path(each) if each else None for each in (asked.done, asked.failed)]
    if any(each is not None and each.absolute() == root.absolute() for each in moved):
        raise InvalidPlaceError("Recordings cannot be moved to where they come from.")
    return LocalIntake(root, outlet, done=moved[0], failed=moved[1])


def _bucket_intake(asked: AskedPlaces, spool: Path) -> PrefixIntake:
    place = Prefix.at(asked.intake)
    outlet = asked.outlet if asked.outlet and asked.outlet != asked.intake else None
    beside = _is_bucket(outlet or "") and _bucket(outlet or "") == _bucket(asked.intake)
    return PrefixIntake(
        place,
        spool,
        apart=(_prefix(outlet or ""),) if beside else (),
        done=_prefix_in(asked.intake, asked.done),
        failed=_prefix_in(asked.intake, asked.failed),
    )


def _outlet(asked: AskedPlaces) -> Outlet:
    place = asked.outlet or asked.intake
    return PrefixOutlet(Prefix.at(place)) if _is_bucket(place) else LocalOutlet(Path(place))


def _prefix_in(intake: str, place: str | None) -> str | None:
    if place is None:
        return None
    if not _is_bucket(place) or _bucket(place) != _bucket(intake) or place == intake:
        raise InvalidPlaceError(
            "Recordings of a bucket can be moved to another prefix of the same bucket only."
        )
    return _prefix(place)


def _is_bucket(place: str) -> bool:
    return place.startswith(BUCKET)


def _bucket(place: str) -> str:
    return urlsplit(place).netloc


def _prefix(place: str) -> str:
    return f"{urlsplit(place).path.strip('/')}/"


def _usual_state(asked: AskedPlaces) -> Path:
    """Return a folder for these two places (XDG Base Directory Specification)."""
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    places = [
        each if _is_bucket(each) else str(Path(each).absolute())
        for each in (asked.intake, asked.outlet or asked.intake)
    ]
    name = sha256(os.fsencode("\n".join(places))).hexdigest()[:16]
    return home / "transcriber" / "watch" / name


def _emptied(folder: Path) -> Path:
    """Remove what a killed program left there."""
    rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder

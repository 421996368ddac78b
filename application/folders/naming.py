"""Name the documents of a recording, so that none replaces another's."""

import os
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from pathlib import PurePosixPath
from typing import Final

from application.ports.watched import Outlet

FAULT_ENDING: Final = "error.txt"
_LONGEST_STEM: Final = 200  # bytes


async def free_place(
    path: str, endings: Sequence[str], outlet: Outlet, reserved: Collection[str]
) -> str:
    """Return a path without an ending under which nothing lies yet.

    `talk.mp3` becomes `talk`, or if that is taken `talk.mp3`, `talk.mp3-2` and so on. `reserved`
    ones are taken, too. Raises PlaceUnavailableError.
    """
    for place in _places(PurePosixPath(path)):
        names = [f"{place}.{ending}" for ending in (*endings, FAULT_ENDING)]
        if place not in reserved and not await outlet.taken(names):
            return place
    raise AssertionError("There is always another number.")


def _places(whole: PurePosixPath) -> Iterator[str]:
    path = whole.with_name(_shortened(whole.name, whole.suffix))
    yield str(path.with_suffix(""))
    yield str(path)
    for number in count(2):
        yield f"{path}-{number}"


def _shortened(name: str, suffix: str) -> str:
    """Leave room for an ending: names may have 255 bytes."""
    kept = os.fsencode(name.removesuffix(suffix))[:_LONGEST_STEM].decode(errors="surrogateescape")
    return f"{kept}{suffix}"

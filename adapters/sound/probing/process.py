"""`python -m adapters.sound.probing.process FD BYTES`: looks into one upload after another.

It ends when the other side of the socket closes, so nothing is left of it when the service is gone.
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection

from typing_extensions import override

from adapters.sound.probing.limits import limit_memory, limit_work
from adapters.sound.probing.messages import (
    MOST_BYTES,
    Answer,
    Failed,
    Found,
    LookInto,
    Read,
    Refused,
    encoded,
)
from adapters.sound.probing.sound_track import sound_track
from domain.errors import UnsupportedAudioError


class _DistantFile(io.RawIOBase):
    """A file that the service holds, read through the socket."""

    def __init__(self, service: Connection, size_bytes: int) -> None:
        self._service = service
        self._size_bytes = size_bytes
        self._at = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size_bytes}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = start + offset
        return self._at

    @override
    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any buffer is one
        wanted = min(len(buffer), MOST_BYTES)
        self._service.send_bytes(encoded(Read(self._at, wanted)))
        content = self._service.recv_bytes()
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


def _look(service: Connection, wish: LookInto) -> Answer:
    limit_work(wish.cpu_seconds)
    file = io.BufferedReader(_DistantFile(service, wish.size_bytes), MOST_BYTES // 16)
    try:
        return Found(sound_track(file, wish.track))
    except UnsupportedAudioError as error:
        return Refused(str(error))
    except Exception as error:  # noqa: BLE001 (the service writes it down)
        return Failed(repr(error))


def _wishes(service: Connection) -> Iterator[LookInto]:
    while True:
        yield LookInto(**json.loads(service.recv_bytes()))


def main() -> None:
    """Serve whoever holds the other side of the socket."""
    limit_memory(int(sys.argv[2]))
    with Connection(int(sys.argv[1])) as service, suppress(EOFError, OSError):
        for wish in _wishes(service):
            service.send_bytes(encoded(_look(service, wish)))


if __name__ == "__main__":
    main()

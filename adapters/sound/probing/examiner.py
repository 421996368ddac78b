"""One process that looks into uploads, as the service sees it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END
from multiprocessing import Pipe
from pathlib import Path
from threading import Timer
from typing import BinaryIO, Final

import structlog
from pydantic import TypeAdapter, ValidationError

from adapters.sound.probing.limits import ProbeLimits
from adapters.sound.probing.messages import (
    LONGEST_MESSAGE,
    MOST_BYTES,
    Answer,
    Found,
    LookInto,
    Read,
    Refused,
    Said,
    encoded,
)
from application.ports.probe import SoundTrack
from domain.errors import UnsupportedAudioError

_PROGRAM: Final = "adapters.sound.probing.process"
# FFmpeg may leak a little with every file; one that has seen so many makes room for a fresh one.
_MOST_FILES: Final = 200
# What a program may need to find its libraries; nothing that tells of the service's secrets.
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")
_TOO_MUCH: Final = (
    "The file took too long or too much memory to look into. It may be damaged; export it again."
)

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class Examiner:
    """Looks into one file at a time, until one is too much for it."""

    def __init__(self, limits: ProbeLimits) -> None:
        self._limits = limits
        self._files = 0
        self._messages: TypeAdapter[Said] = TypeAdapter(Said)
        self._socket, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (nothing of it comes from outside)
                _command(theirs.fileno(), limits.memory_bytes),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
                process_group=0,  # Ctrl-C is for the service, which ends this one when it is done
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def spent(self) -> bool:
        """Whether it is of no further use: it ended, or has seen many files."""
        return self._process.poll() is not None or self._files >= _MOST_FILES

    def examine(self, file: BinaryIO, track: int | None = None) -> SoundTrack:
        """Describe the sound track with this number, or the one that is chosen.

        Raises UnsupportedAudioError, and what reading the file raises; in between two answers of
        the process that ends it, for it would take the next file for this one.
        """
        self._files += 1
        try:
            with self._in_time():
                answer = self._answer(file, track)
        except BaseException:
            self._end()
            raise
        if isinstance(answer, Found):
            return answer.track
        if isinstance(answer, Refused):
            raise UnsupportedAudioError(answer.sentence)
        log.warning("probe_failed", error=answer.error)
        raise UnsupportedAudioError(_TOO_MUCH)

    def interrupt(self) -> None:
        """End the process while it looks, from another thread; `examine` raises then."""
        self._process.kill()

    def dismiss(self) -> None:
        """End the process, whatever it is at, and leave nothing of it."""
        self._end()
        self._socket.close()

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """End the process when its time is up: that ends whatever is said to it and heard of it."""
        timer = Timer(self._limits.seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _answer(self, file: BinaryIO, track: int | None) -> Answer:
        size_bytes = file.seek(0, SEEK_END)
        self._say(encoded(LookInto(size_bytes, self._limits.cpu_seconds, track)))
        while isinstance(said := self._hear(), Read):
            file.seek(max(0, said.offset))
            self._say(file.read(max(0, min(said.size_bytes, MOST_BYTES))))
        return said

    def _say(self, message: bytes) -> None:
        try:
            self._socket.send_bytes(message)
        except OSError as error:
            raise self._lost() from error

    def _hear(self) -> Said:
        try:
            return self._messages.validate_json(self._socket.recv_bytes(LONGEST_MESSAGE))
        except (EOFError, OSError, ValidationError) as error:
            raise self._lost() from error

    def _lost(self) -> UnsupportedAudioError:
        log.warning("probe_lost", exit_status=self._end())
        return UnsupportedAudioError(_TOO_MUCH)

    def _end(self) -> int:
        self._process.kill()
        return self._process.wait()


def _command(socket: int, memory_bytes: int) -> list[str]:
    # -P: nothing is imported from whatever folder the service happens to run in.
    return [sys.executable, "-P", "-m", _PROGRAM, str(socket), str(memory_bytes)]


def _environment() -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    # Each arena of the C library's allocator takes 64 MiB of addresses, used or not.
    return {**passed_on, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"}

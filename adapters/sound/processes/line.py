"""The line between the service and one process that decodes."""

import socket
import struct
import subprocess
from collections.abc import Callable
from math import ceil
from multiprocessing.connection import Connection
from time import monotonic
from typing import Annotated, BinaryIO, Final

import structlog
from pydantic import Field, TypeAdapter, ValidationError

from adapters.sound.processes.command import program_command, program_environment
from adapters.sound.processes.failures import crashed, too_large, too_slow, why_it_ended
from adapters.sound.processes.messages import (
    LONGEST_MESSAGE,
    MOST_BYTES,
    Answer,
    Failed,
    OutOfMemory,
    Read,
    Refused,
    Said,
    Wish,
    encoded,
)
from domain.errors import TranscriberError, UnsupportedAudioError

# So often whoever waits for an answer looks up.
_LOOK_UP_SECONDS: Final = 0.5
_EXIT_SECONDS: Final = 5.0

_MESSAGES: Final[TypeAdapter[Said]] = TypeAdapter(Annotated[Said, Field(discriminator="kind")])

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


def _nobody_minds() -> None:
    pass


class Line:
    """A process, and the socket on which it is spoken to; one wish and one answer at a time.

    Its first answer is that it is ready.
    """

    def __init__(self, memory_bytes: int, silent_seconds: float) -> None:
        self._silent_seconds = silent_seconds
        self._awaits = True  # that it is ready
        ours, theirs = socket.socketpair()
        with ours, theirs:
            _stop_sending_after(ours, silent_seconds)
            self._process = subprocess.Popen(  # noqa: S603 (nothing of it comes from outside)
                program_command(theirs.fileno(), memory_bytes),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=program_environment(),
                process_group=0,  # Ctrl-C is for the service, which ends this one when it is done
            )
            self._socket = Connection(ours.detach())

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Whether another wish can be said: the process is there and owes no answer."""
        return not self._awaits and self._process.poll() is None

    def say(self, wish: Wish) -> None:
        """Wish for something; `answer` gives what comes of it."""
        self._awaits = True
        self._send(encoded(wish))

    def answer(
        self,
        file: BinaryIO,
        *,
        look_up: Callable[[], None] = _nobody_minds,
        seconds: float | None = None,
    ) -> Answer:
        """Wait for the answer, at most so many seconds, and give the process the bytes it needs.

        `look_up` is called while that lasts, and what it raises comes out, as does what reading
        raises. Raises UnsupportedAudioError with what is to be told to the file's owner;
        DecodingLimitError, AudioUnreadableError or DecoderLostError where the process was lost.
        """
        until = None if seconds is None else monotonic() + seconds
        while isinstance(said := self._hear(look_up, until), Read):
            file.seek(max(0, said.offset))
            self._send(file.read(max(0, min(said.size_bytes, MOST_BYTES))))
        self._awaits = False
        match said:
            case Refused(sentence):
                raise UnsupportedAudioError(sentence)
            case OutOfMemory():
                raise too_large()
            case Failed(error):
                log.warning("decoding_failed", error=error)
                raise crashed()
        return said

    def samples(self, size_bytes: int) -> bytes:
        """Take what follows an answer. Raises as `answer` does."""
        try:
            content = self._socket.recv_bytes(size_bytes)
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if len(content) != size_bytes:
            raise self._given_up(crashed())
        return content

    def end(self) -> int:
        """End the process, whatever it is at; give its exit status. Any thread may do so."""
        self._process.kill()
        return self._process.wait()

    def hang_up(self) -> None:
        """End the process and leave nothing of it."""
        self.end()
        self._socket.close()

    def _send(self, content: bytes) -> None:
        try:
            self._socket.send_bytes(content)
        except BlockingIOError as error:
            raise self._given_up(too_slow()) from error
        except OSError as error:
            raise self._lost() from error

    def _hear(self, look_up: Callable[[], None], until: float | None) -> Said:
        silent_until = monotonic() + self._silent_seconds
        until = silent_until if until is None else min(until, silent_until)
        try:
            while not self._socket.poll(min(_LOOK_UP_SECONDS, max(0.0, until - monotonic()))):
                if monotonic() >= until:
                    raise self._given_up(too_slow())
                look_up()
            return _MESSAGES.validate_json(self._socket.recv_bytes(LONGEST_MESSAGE))
        except ValidationError as error:
            raise self._given_up(crashed()) from error
        except (EOFError, OSError) as error:
            raise self._lost() from error

    def _lost(self) -> TranscriberError:
        """Say why the process is gone that hung up."""
        self._awaits = True
        try:
            status = self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            status = self.end()
        log.warning("decoding_process_lost", pid=self.pid, exit_status=status)
        return why_it_ended(status)

    def _given_up(self, error: TranscriberError) -> TranscriberError:
        """End a process that got stuck, or talks nonsense."""
        self._awaits = True
        self.end()
        log.warning("decoding_process_given_up", pid=self.pid, code=error.code, error=str(error))
        return error


def _stop_sending_after(line: socket.socket, seconds: float) -> None:
    """Have whoever sends to a process that takes nothing get an error instead of waiting."""
    timeval = struct.pack("ll", ceil(seconds), 0)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval)

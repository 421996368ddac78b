"""The connection between the service and one decoding process."""

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
    Message,
    OutOfMemory,
    Read,
    Refused,
    Request,
    encoded,
)
from domain.errors.kinds import TranscriberError
from domain.errors.uploads import UnsupportedAudioError

# How often a cancellation is checked for while waiting for an answer.
_CHECK_SECONDS: Final = 0.5
# A process that closes its end of the socket has freed its memory before, and is gone at once.
_EXIT_SECONDS: Final = 1.0

_MESSAGES: Final[TypeAdapter[Message]] = TypeAdapter(
    Annotated[Message, Field(discriminator="kind")]
)

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


def _never_cancelled() -> None:
    pass


class ProcessConnection:
    """A process and the socket to it; it handles one request at a time.

    Its first answer is that it is ready.
    """

    def __init__(self, memory_bytes: int, silent_seconds: float) -> None:
        self._silent_seconds = silent_seconds
        self._owes_answer = True  # the answer that it is ready
        self._ended_here = False
        ours, theirs = socket.socketpair()
        with ours, theirs:
            _limit_blocking(ours, silent_seconds)
            self._process = subprocess.Popen(  # noqa: S603 (no argument comes from outside)
                program_command(theirs.fileno(), memory_bytes),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=program_environment(),
                process_group=0,  # Ctrl-C must reach the service only, which ends this process
            )
            self._socket = Connection(ours.detach())

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Whether it can take another request: the process runs and owes no answer."""
        return not self._owes_answer and self._process.poll() is None

    def request(self, request: Request) -> None:
        """Send a request; `answer` returns its answer."""
        self._owes_answer = True
        self._send(encoded(request))

    def answer(
        self,
        file: BinaryIO,
        *,
        check_cancelled: Callable[[], None] = _never_cancelled,
        seconds: float | None = None,
    ) -> Answer:
        """Wait for the answer, at most `seconds`, and send the process the bytes it asks for.

        `check_cancelled` is called meanwhile; its errors come out, and those of reading the file.
        Raises UnsupportedAudioError with a message for the file's owner; DecodingLimitError,
        AudioUnreadableError or DecoderLostError if the process was lost.
        """
        until = None if seconds is None else monotonic() + seconds
        while isinstance(said := self._receive(check_cancelled, until), Read):
            file.seek(max(0, said.offset))
            self._send(file.read(max(0, min(said.size_bytes, MOST_BYTES))))
        self._owes_answer = False
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
        """Return the bytes that follow an answer. Raises as `answer` does."""
        try:
            content = self._socket.recv_bytes(size_bytes)
        except BlockingIOError as error:
            raise self._ended_for(too_slow()) from error
        except (EOFError, OSError) as error:
            raise self._why_lost() from error
        if len(content) != size_bytes:
            raise self._ended_for(crashed())
        return content

    def end(self) -> int:
        """Kill the process and return its exit status. Any thread may call it."""
        self._ended_here = True
        self._process.kill()
        return self._process.wait()

    def close(self) -> None:
        """End the process and close the socket."""
        self.end()
        self._socket.close()

    def _send(self, content: bytes) -> None:
        try:
            self._socket.send_bytes(content)
        except BlockingIOError as error:
            raise self._ended_for(too_slow()) from error
        except OSError as error:
            raise self._why_lost() from error

    def _receive(self, check_cancelled: Callable[[], None], until: float | None) -> Message:
        silent_until = monotonic() + self._silent_seconds
        until = silent_until if until is None else min(until, silent_until)
        try:
            while not self._socket.poll(min(_CHECK_SECONDS, max(0.0, until - monotonic()))):
                if monotonic() >= until:
                    raise self._ended_for(too_slow())
                check_cancelled()
            return _MESSAGES.validate_json(self._socket.recv_bytes(LONGEST_MESSAGE))
        except ValidationError as error:
            raise self._ended_for(crashed()) from error
        except BlockingIOError as error:
            raise self._ended_for(too_slow()) from error
        except (EOFError, OSError) as error:
            raise self._why_lost() from error

    def _why_lost(self) -> TranscriberError:
        """Return why nothing can be read from the process, or written to it, any more."""
        self._owes_answer = True
        unexpected = not self._ended_here
        try:
            status = self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:  # it runs on, but what it sent is no message
            return self._ended_for(crashed())
        if unexpected:
            log.warning("decoding_process_lost", pid=self.pid, exit_status=status)
        return why_it_ended(status)

    def _ended_for(self, error: TranscriberError) -> TranscriberError:
        """End a process that is stuck or sends invalid messages; return the error."""
        self._owes_answer = True
        self.end()
        log.warning("decoding_process_given_up", pid=self.pid, code=error.code, error=str(error))
        return error


def _limit_blocking(end: socket.socket, seconds: float) -> None:
    """Make it an error if a process reads nothing, or stops within a message, for so long."""
    timeval = struct.pack("ll", ceil(seconds), 0)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)

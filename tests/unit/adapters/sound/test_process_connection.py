"""A decoding process may send and do anything without harm to the service."""

import io
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final

import pytest
from typing_extensions import override

from adapters.sound.media.channels import Rows
from adapters.sound.processes import process_connection
from adapters.sound.processes.failures import why_it_ended
from adapters.sound.processes.messages import (
    MOST_BYTES,
    Answer,
    Found,
    Message,
    NextBlock,
    Opened,
    OutOfMemory,
    Read,
    Refused,
    Sound,
    encoded,
)
from adapters.sound.processes.process_connection import ProcessConnection
from adapters.sound.processes.recording import Recording
from application.ports.probe import SoundTrack
from domain.errors.capacity import DecoderLostError, StorageUnavailableError
from domain.errors.kinds import TranscriberError
from domain.errors.transcription import AudioUnreadableError, DecodingLimitError
from domain.errors.uploads import UnsupportedAudioError

PROGRAM: Final = """
import sys
from multiprocessing.connection import Connection
service = Connection(int(sys.argv[1]))
service.recv_bytes()
for said in {said!r}:
    service.send_bytes(said)
try:
    while True:
        service.recv_bytes()
except EOFError:
    pass
"""
OPENED: Final = Opened(number=1, tracks=1, eligible=(1,), rows=1)


Start = Callable[..., ProcessConnection]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a process that says these things once it is wished something, whatever that is."""
    with ExitStack() as stack:

        def start_one(*said: Message | bytes, silent_seconds: float = 60.0) -> ProcessConnection:
            told = [each if isinstance(each, bytes) else encoded(each) for each in said]
            program = PROGRAM.format(said=told)
            monkeypatch.setattr(
                process_connection,
                "program_command",
                lambda socket, _: [sys.executable, "-c", program, str(socket)],
            )
            started = ProcessConnection(0, silent_seconds)
            stack.callback(started.close)
            started.request(NextBlock())
            return started

        yield start_one


def never_cancelled() -> None:
    pass


def answer(connection: ProcessConnection) -> Answer:
    return connection.answer(io.BytesIO(b"sound"), check_cancelled=never_cancelled)


def first_block(connection: ProcessConnection) -> Rows:
    recording = Recording(connection, io.BytesIO(), OPENED, never_cancelled)
    return next(recording.blocks())


def test_a_message_for_the_owner_is_raised(start: Start) -> None:
    with pytest.raises(UnsupportedAudioError, match="It is empty"):
        answer(start(Refused("It is empty.")))


def test_a_file_that_needs_too_much_memory_is_refused(start: Start) -> None:
    with pytest.raises(DecodingLimitError, match=r"takes more memory than is allowed\. .*WAV"):
        answer(start(OutOfMemory()))


def test_a_process_is_usable_only_after_its_answer(start: Start) -> None:
    connection = start(OPENED)
    assert not connection.usable
    assert answer(connection) == OPENED
    assert connection.usable


@pytest.mark.parametrize(
    "nonsense",
    [b"nonsense", b'{"kind": "next_block"}', b'{"kind": "sound", "rows": "many"}', b"x" * 70_000],
    ids=["no JSON", "no answer", "an answer that is wrong", "too long"],
)
def test_a_process_that_sends_invalid_messages_is_ended(start: Start, nonsense: bytes) -> None:
    connection = start(nonsense)
    with pytest.raises(TranscriberError):
        answer(connection)
    assert not connection.usable


@pytest.mark.parametrize(
    "said",
    [
        (Sound(rows=2, samples=4), bytes(32)),
        (Sound(rows=1, samples=1 << 30), b""),
        (Sound(rows=1, samples=0), b""),
        (Sound(rows=1, samples=4), bytes(8)),
        (Sound(rows=1, samples=4), bytes(64)),
        (Found(SoundTrack("wav", "pcm_s16le", 8000, 1, 1.0)),),
    ],
    ids=["other rows", "hours at once", "nothing", "too little", "too much", "something else"],
)
def test_invalid_sound_is_refused(start: Start, said: tuple[Message | bytes, ...]) -> None:
    with pytest.raises(AudioUnreadableError, match="failed"):
        first_block(start(*said))


def test_samples_that_are_announced_and_do_not_come_are_not_awaited_for_ever(start: Start) -> None:
    with pytest.raises(DecodingLimitError, match="more time"):
        first_block(start(Sound(rows=1, samples=4), silent_seconds=1.0))


def test_a_process_gets_no_more_bytes_than_the_limit_for_one_read(start: Start) -> None:
    class Watched(io.BytesIO):
        asked = 0

        @override
        def read(self, size: int | None = -1, /) -> bytes:
            self.asked = size or 0
            raise StorageUnavailableError

    file = Watched(b"sound")
    with pytest.raises(StorageUnavailableError):
        start(Read(offset=-5, size_bytes=1 << 40)).answer(file, check_cancelled=never_cancelled)
    assert file.asked == MOST_BYTES


def test_a_caller_can_cancel_its_wait(start: Start) -> None:
    class NobodyWaitsError(Exception):
        pass

    def check_cancelled() -> None:
        raise NobodyWaitsError

    connection = start()
    with pytest.raises(NobodyWaitsError):
        connection.answer(io.BytesIO(), check_cancelled=check_cancelled)
    assert not connection.usable


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (-signal.SIGXCPU, DecodingLimitError),
        (-signal.SIGKILL, DecoderLostError),
        (-signal.SIGTERM, DecoderLostError),
        (-signal.SIGSEGV, AudioUnreadableError),
        (-signal.SIGABRT, AudioUnreadableError),
        (1, AudioUnreadableError),
    ],
)
def test_only_a_process_killed_from_outside_is_worth_a_retry(
    status: int, error: type[TranscriberError]
) -> None:
    assert type(why_it_ended(status)) is error

"""Our frames are those of another library, whatever their length and wherever they are cut."""

import os

import pytest
from websockets.frames import Frame, Opcode

from tests.fakes.live_service import frames_of
from whisper_transcriber_client.websocket import FrameError, FrameReader, Kind, Message, frame

LENGTHS = [0, 1, 125, 126, 65_535, 65_536, 200_000]


@pytest.mark.parametrize("length", LENGTHS)
def test_another_library_reads_what_is_written(length: int) -> None:
    content = os.urandom(length)
    (read,) = frames_of(frame(Kind.BINARY, content))
    assert (read.opcode, bytes(read.data)) == (Opcode.BINARY, content)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_what_another_library_writes_is_read(length: int, step: int) -> None:
    content = os.urandom(length)
    written = Frame(Opcode.BINARY, content).serialize(mask=False) * 2
    reader = FrameReader()
    starts = range(0, len(written), step)
    read = [each for at in starts for each in reader.feed(written[at : at + step])]
    assert read == [Message(Kind.BINARY, content)] * 2


def test_a_message_in_parts_is_put_together_around_a_ping() -> None:
    parts = (
        Frame(Opcode.TEXT, b"a", fin=False),
        Frame(Opcode.PING, b"?"),
        Frame(Opcode.CONT, b"b"),
    )
    written = b"".join(each.serialize(mask=False) for each in parts)
    assert list(FrameReader().feed(written)) == [
        Message(Kind.PING, b"?"),
        Message(Kind.TEXT, b"ab"),
    ]


def test_the_code_of_a_closed_line_is_read() -> None:
    (closed,) = FrameReader().feed(Frame(Opcode.CLOSE, b"\x03\xf4bye").serialize(mask=False))
    assert closed.close_code == 1012
    assert Message(Kind.CLOSE, b"").close_code == 1005


@pytest.mark.parametrize(
    "bad",
    [b"HTTP/1.1 400", b"\x81\x81", b"\x83\x00", b"\x82\x7f" + b"\xff" * 8],
    ids=["another protocol", "masked", "an unknown kind", "endless"],
)
def test_what_is_no_frame_is_refused(bad: bytes) -> None:
    with pytest.raises(FrameError):
        list(FrameReader().feed(bad))

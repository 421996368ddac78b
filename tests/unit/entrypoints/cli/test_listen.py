"""`transcriber listen` on letters: a byte is a frame, a letter speech, a dot silence."""

import struct
from collections.abc import AsyncIterator

import pytest

from domain.errors.kinds import InvalidRequestError, TranscriptionFailedError
from domain.live.settings import SoundFormat
from domain.live.wave_file import wave_header
from domain.options import TranscriptionOptions
from entrypoints.cli.listen.listen import ListenOrder, listen
from entrypoints.cli.listen.sound import opened
from entrypoints.cli.transcribe.engine import EngineChoice
from tests.fakes.local_engine import ScriptedEngine

PAUSE = b"." * 29


async def pieces(sound: bytes, size: int = 8) -> AsyncIterator[bytes]:
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


async def printed(sound: bytes, *, flowing: bool, engine: ScriptedEngine | None = None) -> str:
    said: list[str] = []
    order = ListenOrder(
        pieces(sound), 16_000, EngineChoice(), TranscriptionOptions(), flowing=flowing
    )
    await listen(order, engine or ScriptedEngine({}), said.append, lambda _: None)
    return "".join(said)


@pytest.mark.parametrize("flowing", [True, False])
async def test_each_turn_is_a_line(*, flowing: bool) -> None:
    sound = PAUSE + b"a" * 16 + b"b" * 16 + PAUSE * 2 + b"c" * 16 + PAUSE
    assert await printed(sound, flowing=flowing) == "a b\nc\n"


async def test_the_last_turn_needs_no_pause() -> None:
    assert await printed(b"a" * 16, flowing=False) == "a\n"


async def test_silence_prints_nothing() -> None:
    assert await printed(PAUSE * 4, flowing=True) == ""


async def test_no_sound_prints_nothing() -> None:
    assert await printed(b"", flowing=True) == ""


async def test_a_failure_ends_it() -> None:
    engine = ScriptedEngine({})
    engine.live.fault = TranscriptionFailedError("The model failed.")
    with pytest.raises(TranscriptionFailedError):
        await printed(b"a" * 16 + PAUSE, flowing=False, engine=engine)


@pytest.mark.parametrize("sound_format", list(SoundFormat))
async def test_the_header_of_a_wav_file_says_its_format(sound_format: SoundFormat) -> None:
    sound = pieces(wave_header(sound_format) + b"abcd", size=7)
    found, head = await opened(sound, 16_000)
    rest = [piece async for piece in sound]
    assert found is sound_format
    assert b"".join([head, *rest]) == b"abcd"


async def test_raw_sound_has_the_rate_that_is_asked_for() -> None:
    assert await opened(pieces(b"abcd" * 4), 24_000) == (SoundFormat.PCM_24_KHZ, b"abcdabcd")


@pytest.mark.parametrize(
    "head",
    [
        wave_header(SoundFormat.PCM_16_KHZ).replace(struct.pack("<I", 16_000), b"\x44\xac\0\0"),
        b"RIFF" + b"\0" * 5_000,
        b"RIFF",
    ],
)
async def test_other_sound_is_refused_with_what_to_do(head: bytes) -> None:
    with pytest.raises(InvalidRequestError, match="arecord"):
        await opened(pieces(head), 16_000)


async def test_raw_sound_of_another_rate_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match=r"16,000 or 24,000"):
        await opened(pieces(b"abcd"), 44_100)

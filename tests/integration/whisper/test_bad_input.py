"""Damaged and unusual files are transcribed as far as possible, and losses are reported."""

import asyncio
import resource
import shutil
import struct
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from adapters.model_store.catalogue import Catalogue
from adapters.model_store.disk_store import DiskModelStore
from adapters.whisper.settings import Placement, Retention
from application.ports.transcriber import Begun, Ended, Heard, Preparing, TranscriptionRequest
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.job import BlobKey, Caveat
from domain.options import Channels, TranscriptionOptions
from domain.transcript import Passage, Segment
from tests.digits_model import DIGITS, DIGITS_FOLDER
from tests.engine import Engine
from tests.sound import encoded, noise, nothing, silent_video, stereo, tone, with_tracks
from tests.spoken import sample, talk


def codes(caveats: tuple[Caveat, ...]) -> list[str]:
    return [caveat.code for caveat in caveats]


def assert_near(segments: list[Segment], *stretches: tuple[float, float]) -> None:
    """Something was heard in each of these stretches, and nothing elsewhere."""
    for start, end in stretches:
        assert any(start <= each.start < end for each in segments), (start, segments)
    assert all(any(s <= each.start < e for s, e in stretches) for each in segments), segments


async def test_sound_after_corruption_is_transcribed_at_the_right_time(engine: Engine) -> None:
    speech, hiss = talk(1.0, 1.0, 1.0), noise(20.0, level=0.003)
    file = encoded(np.concatenate([speech, hiss, speech]), "flac")
    middle = len(file) // 2
    broken = file[:middle] + np.random.default_rng(0).bytes(9000) + file[middle + 9000 :]
    segments, ended = await engine.say(broken)
    assert_near(segments, (0.0, 35.0), (55.0, 90.1))
    assert ended.duration_seconds == pytest.approx(90.0, abs=0.3)
    assert codes(ended.caveats) == ["corrupt_audio"]
    assert " s of the recording" in ended.caveats[0].message


async def test_a_truncated_file_is_transcribed_to_its_end(engine: Engine) -> None:
    file = encoded(talk(12.0))
    segments, ended = await engine.say(file[: len(file) // 2])
    assert_near(segments, (0.0, 8.0))
    assert codes(ended.caveats) == ["truncated"]
    assert "28.0 s" in ended.caveats[0].message
    assert "14.0 s" in ended.caveats[0].message


async def test_a_file_that_claims_too_little_is_transcribed_to_its_end(engine: Engine) -> None:
    file = bytearray(encoded(talk(2.0), "mp4"))
    at = file.index(b"mvhd") + 4 + 16
    struct.pack_into(">I", file, at, struct.unpack_from(">I", file, at)[0] // 10)
    _, ended = await engine.say(bytes(file))
    assert ended.duration_seconds == pytest.approx(18.0, abs=0.2)
    assert ended.caveats == ()


async def test_a_file_that_claims_too_much_is_transcribed_to_its_end(engine: Engine) -> None:
    file = bytearray(encoded(talk(2.0), "webm", rate=48_000))
    at = file.index(b"\x44\x89\x88") + 3  # Duration, of 8 bytes (RFC 9559)
    struct.pack_into(">d", file, at, struct.unpack_from(">d", file, at)[0] * 10)
    segments, ended = await engine.say(bytes(file))
    assert segments
    assert ended.duration_seconds == pytest.approx(18.0, abs=0.2)
    assert codes(ended.caveats) == ["truncated"]


async def test_a_header_that_was_never_finished_claims_nothing(engine: Engine) -> None:
    file = bytearray(encoded(sample()))
    for field in (4, file.index(b"data") + 4):
        struct.pack_into("<I", file, field, 0xFFFFFFFF)
    _, ended = await engine.say(bytes(file))
    assert ended.duration_seconds == pytest.approx(8.0)
    assert ended.caveats == ()


@pytest.mark.parametrize("vad_filter", [True, False])
async def test_silence_is_completed_without_segments(engine: Engine, vad_filter: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    engine.device.no_speech_prob = 0.9
    engine.device.doubtful_below = 2.0
    segments, ended = await engine.say(
        encoded(nothing(40.0)), TranscriptionOptions(vad_filter=vad_filter)
    )
    assert segments == []
    assert codes(ended.caveats) == ["no_speech"]
    assert ended.duration_seconds == pytest.approx(40.0)


async def test_long_silence_is_not_sent_to_the_model(engine: Engine) -> None:
    _, ended = await engine.say(encoded(nothing(1200.0), "flac"))
    assert ended.duration_seconds == pytest.approx(1200.0)
    assert engine.device.batches == []


async def test_ten_hours_of_silence_take_no_more_memory_than_a_minute(
    engine: Engine, tmp_path: Path
) -> None:
    await engine.say(encoded(nothing(60.0)))
    before = most_memory()
    silent_wav(tmp_path / "audio" / "night", seconds=36_000)
    request = TranscriptionRequest(BlobKey("night"), engine.model, TranscriptionOptions())
    *before_it, ended = [update async for update in engine.transcriber.transcribe(request)]
    assert all(isinstance(update, Begun) for update in before_it)
    assert isinstance(ended, Ended)
    assert ended.duration_seconds == pytest.approx(36_000.0)
    assert codes(ended.caveats) == ["no_speech"]
    assert engine.device.batches == []
    assert most_memory() < before + (100 << 20)


def most_memory() -> int:
    """Give the most bytes that this process has ever had in memory."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def silent_wav(path: Path, *, seconds: int) -> None:
    """Write a WAV file that takes no room on disk, since it is all zeros."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
    with path.open("r+b") as sparse:
        for at in (4, 40):  # the lengths in the header, of all and of the sound
            sparse.seek(at)
            sparse.write(struct.pack("<I", seconds * 32_000 + 40 - at))
        sparse.truncate(44 + seconds * 32_000)


@pytest.mark.parametrize(
    ("rate", "layout"), [(8_000, "mono"), (96_000, "stereo"), (48_000, "7.1"), (11_025, "5.1")]
)
async def test_every_rate_and_number_of_channels_is_transcribed(
    digits: Engine, rate: int, layout: str
) -> None:
    segments, ended = await digits.say(encoded(sample(), rate=rate, layout=layout))
    assert_near(segments, (0.0, 8.0))
    assert ended.duration_seconds == pytest.approx(8.0, abs=0.01)


async def test_the_sound_of_a_video_is_transcribed(engine: Engine) -> None:
    segments, ended = await engine.say(encoded(sample(), "mp4", pictures=True))
    assert_near(segments, (0.0, 8.0))
    assert ended.duration_seconds == pytest.approx(8.0, abs=0.2)


async def test_of_several_sound_tracks_the_default_is_transcribed_with_a_caveat(
    engine: Engine,
) -> None:
    alone, _ = await engine.say(with_tracks(sample()))
    segments, ended = await engine.say(with_tracks(nothing(8.0), sample(), tone(8.0), default=[2]))
    assert segments == alone != []
    assert codes(ended.caveats) == ["other_tracks"]
    assert "3 sound tracks; track 2 was transcribed" in ended.caveats[0].message


@pytest.mark.parametrize("default", [[], [1, 2, 3]], ids=["none flagged", "all flagged"])
async def test_without_one_default_the_first_track_with_speech_is_transcribed(
    engine: Engine, default: list[int]
) -> None:
    alone, _ = await engine.say(with_tracks(sample()))
    file = with_tracks(tone(8.0), sample(), sample(), default=default)
    segments, ended = await engine.say(file)
    assert segments == alone != []
    assert "track 2 was" in ended.caveats[0].message


async def test_the_requested_track_is_transcribed_without_a_caveat(engine: Engine) -> None:
    alone, _ = await engine.say(with_tracks(sample()))
    file = with_tracks(tone(8.0), tone(8.0), sample(), default=[1])
    segments, ended = await engine.say(file, TranscriptionOptions(track=3))
    assert segments == alone != []
    assert ended.caveats == ()


async def test_a_missing_track_is_refused_with_the_number_of_tracks(
    engine: Engine,
) -> None:
    with pytest.raises(AudioUnreadableError, match=r"has 2 sound tracks; there is no track 3"):
        await engine.say(with_tracks(sample(), sample()), TranscriptionOptions(track=3))
    with pytest.raises(AudioUnreadableError, match=r"has one sound track; there is no track 2"):
        await engine.say(encoded(sample()), TranscriptionOptions(track=2))


async def test_one_channel_of_two_can_be_transcribed(engine: Engine) -> None:
    alone, _ = await engine.say(encoded(sample()))
    file = stereo(tone(8.0), sample())
    segments, _ = await engine.say(file, TranscriptionOptions(channels=Channels.SECOND))
    assert segments == alone != []


async def test_two_channels_are_transcribed_separately(engine: Engine) -> None:
    alone, _ = await engine.say(encoded(sample()))
    later = np.concatenate([nothing(9.0), sample()])
    early = np.concatenate([sample(), nothing(9.0)])
    options = TranscriptionOptions(channels=Channels.SEPARATE)
    segments, ended = await engine.say(stereo(early, later), options)
    assert {each.channel for each in segments} == {1, 2}
    assert all((each.start < 8.0) == (each.channel == 1) for each in segments)
    assert [each.text for each in segments if each.channel == 1] == [each.text for each in alone]
    assert ended.duration_seconds == pytest.approx(17.0)


async def test_separate_channels_are_resumed_after_any_passage(
    engine: Engine,
) -> None:
    file = stereo(talk(*[0.5] * 8), np.roll(talk(*[0.5] * 8), 100_000))
    options = TranscriptionOptions(channels=Channels.SEPARATE, language="en")
    passages = await passages_of(engine, await engine.request(file, options))
    assert len(passages) > 1
    assert [each.position for each in passages] == sorted({each.position for each in passages})
    for number, stored in enumerate(passages, 1):
        again = await engine.request(file, options, resume_after=stored)
        rest = await passages_of(engine, again)
        assert all_segments(rest) == all_segments(passages[number:])


def all_segments(passages: list[Passage]) -> list[Segment]:
    return [segment for each in passages for segment in each.segments]


async def passages_of(engine: Engine, request: TranscriptionRequest) -> list[Passage]:
    updates = [update async for update in engine.transcriber.transcribe(request)]
    return [update.passage for update in updates if isinstance(update, Heard)]


async def test_channels_of_opposite_phase_are_transcribed(engine: Engine) -> None:
    alone, _ = await engine.say(encoded(sample()))
    segments, ended = await engine.say(stereo(sample(), -sample()))
    assert segments == alone != []
    assert ended.caveats == ()


async def test_without_speech_on_any_track_the_first_is_transcribed(engine: Engine) -> None:
    _, ended = await engine.say(with_tracks(nothing(2.0), nothing(3.0)))
    assert ended.duration_seconds == pytest.approx(2.0, abs=0.1)
    assert codes(ended.caveats) == ["other_tracks", "no_speech"]


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("mpegts", "mp2"),
        ("avi", "pcm_s16le"),
        ("mpeg", "mp2"),
        ("flv", "mp3"),
        ("ac3", "ac3"),
        ("eac3", "eac3"),
        ("wv", "wavpack"),
        ("tta", "tta"),
    ],
)
async def test_films_and_rarer_formats_are_transcribed_without_a_caveat(
    engine: Engine, container: str, codec: str
) -> None:
    file = encoded(sample(), container, codec=codec, rate=48_000)
    segments, ended = await engine.say(file)
    assert_near(segments, (0.0, 8.0))
    assert ended.duration_seconds == pytest.approx(8.0, abs=0.2)
    assert ended.caveats == ()


async def test_the_sound_of_a_video_keeps_its_time_whatever_the_pictures_do(digits: Engine) -> None:
    jerky = [0.0, 0.02, 0.5, 0.52, 0.54, 3.0, 3.9, 4.0, 7.5, 7.52]
    alone, _ = await digits.say(encoded(sample(), "mp4"))
    segments, ended = await digits.say(encoded(sample(), "mp4", pictures=True, pictures_at=jerky))
    assert segments == alone != []
    assert ended.duration_seconds == pytest.approx(8.0, abs=0.2)
    assert ended.caveats == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"only text " * 99,
        np.random.default_rng(1).bytes(70_000),
        encoded(tone(1.0))[:78],
        silent_video(),
        b"ffconcat version 1.0\nfile other.wav\n",
    ],
    ids=["empty", "text", "random", "header", "silent video", "playlist"],
)
async def test_an_unreadable_file_fails_with_a_message_and_the_next_job_runs(
    engine: Engine, content: bytes
) -> None:
    with pytest.raises(AudioUnreadableError, match=r"\w+ \w+.*\.$"):
        await engine.say(content)
    segments, _ = await engine.say(encoded(sample()))
    assert segments


def store_of(folder: Path) -> DiskModelStore:
    return DiskModelStore(
        folder.with_name("downloads"), catalogue=Catalogue([]), folders={DIGITS: folder}
    )


async def test_a_model_that_loses_its_files_while_loaded_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(DIGITS_FOLDER, folder)
    engine = Engine(
        tmp_path,
        store=store_of(folder),
        model=DIGITS,
        placement=Placement(device="cpu"),
    )
    before, _ = await engine.say(encoded(sample()), TranscriptionOptions(temperature=0.0))
    shutil.rmtree(folder)
    after, _ = await engine.say(
        encoded(sample()), TranscriptionOptions(temperature=0.0, word_timestamps=False)
    )
    assert after == before != []
    await engine.pool.close()


async def test_a_model_that_lost_a_file_fails_the_job_once_it_was_unloaded(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(DIGITS_FOLDER, folder)
    engine = Engine(
        tmp_path,
        store=store_of(folder),
        model=DIGITS,
        placement=Placement(device="cpu"),
        retention=Retention(idle_seconds=0.0),
    )
    assert (await engine.say(encoded(sample())))[0]
    (folder / "tokenizer.json").rename(tmp_path / "tokenizer.json")
    with pytest.raises(ModelUnavailableError, match=r"tokenizer\.json is not there"):
        await engine.say(encoded(sample()))
    (tmp_path / "tokenizer.json").rename(folder / "tokenizer.json")
    assert (await engine.say(encoded(sample())))[0]
    await engine.pool.close()


async def test_a_damaged_model_fails_the_job_and_not_the_service(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(DIGITS_FOLDER, folder)
    weights = (folder / "model.bin").read_bytes()
    (folder / "model.bin").chmod(0o600)
    (folder / "model.bin").write_bytes(weights[:5000])
    engine = Engine(
        tmp_path,
        store=store_of(folder),
        model=DIGITS,
        placement=Placement(device="cpu"),
    )
    with pytest.raises(Exception, match="damaged"):
        await engine.say(encoded(sample()))
    (folder / "model.bin").write_bytes(weights)
    segments, _ = await engine.say(encoded(sample()))
    assert segments
    await engine.pool.close()


async def test_a_job_cancelled_while_its_model_loads_leaves_no_trace(digits: Engine) -> None:
    updates = await digits.ask(encoded(sample()))
    assert isinstance(await anext(updates), Preparing)
    following = asyncio.ensure_future(anext(updates))
    await asyncio.sleep(0)
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    await updates.aclose()
    segments, _ = await digits.say(encoded(sample()))
    assert segments

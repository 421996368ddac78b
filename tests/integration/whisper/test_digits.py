"""The model of the tests transcribes digits word for word."""

from pathlib import Path

import pytest

from adapters.whisper.settings import AudioContext, Placement
from domain.clips import ClipOptions
from domain.errors.transcription import AudioUnreadableError
from domain.options import TranscriptionOptions
from tests.digits_model import DIGITS, digits_store
from tests.engine import Engine
from tests.sound import encoded
from tests.spoken import sample, talk

SAID = {
    "en": "three one four one five nine two six",
    "de": "zwei sieben eins acht zwei acht null vier",
    "fr": "un six un huit zéro trois neuf sept",
    "es": "cinco siete dos cero cuatro seis ocho nueve",
}


def digits_engine(folder: Path, context: AudioContext) -> Engine:
    """The model falls into repeating itself in windows of more than sixteen digits."""
    placement = Placement(device="cpu", audio_context=context, dynamic_window_seconds=12.0)
    return Engine(folder, store=digits_store(), model=DIGITS, placement=placement)


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("context", list(AudioContext))
async def test_digits_are_transcribed_in_four_languages(
    tmp_path: Path, language: str, context: AudioContext
) -> None:
    engine = digits_engine(tmp_path, context)
    segments, ended = await engine.say(encoded(sample(language)))
    assert "".join(segment.text for segment in segments).split() == SAID[language].split()
    assert ended.detected is not None
    assert ended.detected.code == language
    assert ended.detected.probability > 0.5
    assert ended.caveats == ()
    await engine.pool.close()


async def test_a_longer_talk_is_transcribed_in_full_and_at_the_right_times(tmp_path: Path) -> None:
    engine = digits_engine(tmp_path, AudioContext.DYNAMIC)
    segments, ended = await engine.say(
        encoded(talk(20.0, 40.0)), TranscriptionOptions(word_timestamps=True)
    )
    words = [word for segment in segments for word in segment.words or ()]
    assert [word.text.strip() for word in words] == SAID["en"].split() * 3
    groups = [range(9), range(27, 37), range(75, 85)]
    placed = [int(word.end) in groups[number // 8] for number, word in enumerate(words)]
    assert placed.count(True) >= len(words) - 2  # a word at a seam may fall on its other side
    assert ended.duration_seconds == pytest.approx(84.0, abs=0.1)
    await engine.pool.close()


@pytest.mark.parametrize("vad_filter", [True, False])
async def test_only_the_parts_that_are_asked_for_are_transcribed(
    tmp_path: Path, *, vad_filter: bool
) -> None:
    engine = digits_engine(tmp_path, AudioContext.DYNAMIC)
    options = TranscriptionOptions(
        word_timestamps=True,
        vad_filter=vad_filter,
        clips=ClipOptions(clip_timestamps="25,38,70"),
    )
    segments, ended = await engine.say(encoded(talk(20.0, 40.0)), options)
    words = [word for segment in segments for word in segment.words or ()]
    assert [word.text.strip() for word in words] == SAID["en"].split() * 2
    assert all(25 <= word.start < word.end <= 38 for word in words[:8])
    assert all(70 <= word.start < word.end <= 85 for word in words[8:])
    assert ended.duration_seconds == pytest.approx(84.0, abs=0.1)
    await engine.pool.close()


async def test_the_rest_behind_a_part_is_not_decoded_but_its_length_is_known(
    tmp_path: Path,
) -> None:
    engine = digits_engine(tmp_path, AudioContext.DYNAMIC)
    options = TranscriptionOptions(clips=ClipOptions(clip_end=12.0))
    segments, ended = await engine.say(encoded(talk(20.0, 40.0)), options)
    assert "".join(segment.text for segment in segments).split() == SAID["en"].split()
    assert ended.duration_seconds == pytest.approx(84.0, abs=0.1)
    assert ended.caveats == ()
    await engine.pool.close()


async def test_a_part_that_ends_behind_the_recording_is_transcribed_and_told(
    tmp_path: Path,
) -> None:
    engine = digits_engine(tmp_path, AudioContext.DYNAMIC)
    options = TranscriptionOptions(clips=ClipOptions(clip_start=60.0, clip_end=600.0))
    segments, ended = await engine.say(encoded(talk(20.0, 40.0)), options)
    assert "".join(segment.text for segment in segments).split() == SAID["en"].split()
    assert [caveat.code for caveat in ended.caveats] == ["part_beyond_end"]
    await engine.pool.close()


async def test_a_part_behind_the_end_is_refused_in_words(tmp_path: Path) -> None:
    engine = digits_engine(tmp_path, AudioContext.DYNAMIC)
    options = TranscriptionOptions(clips=ClipOptions(clip_start=100.0))
    with pytest.raises(AudioUnreadableError, match=r"begins at 100 s, .* ends after 84\.\d s"):
        await engine.say(encoded(talk(20.0, 40.0)), options)
    await engine.pool.close()

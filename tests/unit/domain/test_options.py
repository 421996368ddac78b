from typing import Any

import pytest

from domain.errors.kinds import InvalidRequestError
from domain.languages import LANGUAGES
from domain.options import Channels, Priority, TranscriptionOptions, VoiceActivity
from domain.speakers import SpeakerCounts


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        TranscriptionOptions(
            language="xx", beam_size=0, temperature=1.5, prompt="p" * 5000, hotwords="h" * 5000
        )
    fields = [error.field for error in caught.value.errors]
    assert fields == ["language", "prompt", "hotwords", "temperature", "beam_size"]


def test_a_language_asked_for_is_among_those_to_choose_from() -> None:
    with pytest.raises(InvalidRequestError, match="'en', is not among these"):
        TranscriptionOptions(language="en", languages=("de", "fr"))
    assert TranscriptionOptions(language="de", languages=("de", "fr")).language == "de"


@pytest.mark.parametrize("track", [0, 100, -1])
def test_tracks_are_counted_from_one(track: int) -> None:
    with pytest.raises(InvalidRequestError, match="track from 1 to 99"):
        TranscriptionOptions(track=track)


def test_languages_to_choose_from_are_languages() -> None:
    with pytest.raises(InvalidRequestError, match="'klingon'"):
        TranscriptionOptions(languages=("de", "klingon"))


def test_an_unknown_language_is_told_which_ones_there_are() -> None:
    with pytest.raises(InvalidRequestError, match=r"'klingon'.*en, es"):
        TranscriptionOptions(language="klingon")


@pytest.mark.parametrize("beam_size", [1, 20])
@pytest.mark.parametrize("temperature", [None, 0.0, 1.0])
def test_the_ends_of_each_range_are_allowed(beam_size: int, temperature: float | None) -> None:
    options = TranscriptionOptions(beam_size=beam_size, temperature=temperature)
    assert (options.beam_size, options.temperature) == (beam_size, temperature)


def test_values_of_speech_detection_have_limits() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        TranscriptionOptions(voice_activity=VoiceActivity(1.0, -1, 10_001, 10_001))
    fields = [error.field for error in caught.value.errors]
    assert fields == [
        "vad_threshold",
        "vad_min_speech_ms",
        "vad_min_silence_ms",
        "vad_speech_pad_ms",
    ]


def test_there_are_the_hundred_languages_of_whisper() -> None:
    assert len(LANGUAGES) == 100


def test_high_goes_before_normal_before_low() -> None:
    assert sorted(Priority, key=lambda p: p.rank) == [Priority.HIGH, Priority.NORMAL, Priority.LOW]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"num_speakers": 2}, ["num_speakers"]),
        ({"min_speakers": 2, "max_speakers": 3}, ["min_speakers", "max_speakers"]),
        ({"diarize": True, "num_speakers": 0}, ["num_speakers"]),
        ({"diarize": True, "num_speakers": 51}, ["num_speakers"]),
        ({"diarize": True, "num_speakers": 2, "max_speakers": 3}, ["num_speakers"]),
        ({"diarize": True, "min_speakers": 4, "max_speakers": 3}, ["min_speakers"]),
        (
            {"diarize": True, "num_speakers": 2, "channels": Channels.SEPARATE},
            ["num_speakers"],
        ),
    ],
)
def test_contradictory_numbers_of_speakers_are_refused_in_words(
    given: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InvalidRequestError, match=r"\w+ \w+.*\.$") as caught:
        TranscriptionOptions(**given)
    assert [error.field for error in caught.value.errors] == fields


def test_numbers_of_speakers_are_known_together() -> None:
    options = TranscriptionOptions(diarize=True, min_speakers=2, max_speakers=4)
    assert options.speaker_counts == SpeakerCounts(minimum=2, maximum=4)

import numpy as np

from adapters.diarization.clustering import find_voices
from adapters.diarization.tracks import Track
from domain.speakers import MAX_SPEAKERS, SpeakerCounts
from tests.voices import voice


def track(name: str, seconds: float = 4.0) -> Track:
    return Track(0.0, seconds * voice(name), seconds, seconds, speech=0.9 * seconds)


def test_in_a_crowd_those_who_speak_longest_are_found() -> None:
    crowd = [track(f"person {number}", 4.0 + number) for number in range(300)]

    found = find_voices(crowd, SpeakerCounts()).speakers

    assert len(found) == MAX_SPEAKERS
    nearest = np.argmax(found @ np.stack([voice(f"person {n}") for n in range(300)]).T, axis=1)
    assert min(nearest) >= 250


def test_a_crowd_can_be_divided_into_a_few() -> None:
    crowd = [track(f"person {number}") for number in range(40)]

    assert len(find_voices(crowd, SpeakerCounts(exact=4)).speakers) == 4


def test_one_short_word_is_heard_if_there_is_nothing_else() -> None:
    assert len(find_voices([track("anna", 0.2)], SpeakerCounts()).speakers) == 1


def test_no_tracks_are_no_voices() -> None:
    found = find_voices([], SpeakerCounts(minimum=2))

    assert not len(found.speakers)
    assert not len(found.noises)

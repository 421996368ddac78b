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


def alike(name: str, other: str, seconds: float) -> Track:
    """A voice that is between two."""
    between = (voice(name) + voice(other)) / np.sqrt(2.0)
    return Track(0.0, seconds * between, seconds, seconds, speech=0.9 * seconds)


def test_scraps_do_not_take_the_place_of_people_when_the_number_is_given() -> None:
    people = [track("anna", 30.0), alike("anna", "ben", 30.0)]  # alike enough to be taken for one
    scraps = [track(f"scrap {number}", 0.5) for number in range(3)]

    assert len(find_voices(people + scraps, SpeakerCounts()).speakers) == 1

    found = find_voices(people + scraps, SpeakerCounts(exact=2)).speakers
    nearest = {int(np.argmax(found @ voice(name))) for name in ("anna", "ben")}
    assert len(found) == len(nearest) == 2


def test_more_are_found_than_are_heard_if_that_is_asked_for() -> None:
    crowd = [track(f"person {number}", 4.0) for number in range(10)]

    assert len(find_voices(crowd, SpeakerCounts(exact=10)).speakers) == 10
    assert len(find_voices(crowd, SpeakerCounts(minimum=3)).speakers) == 10
    assert len(find_voices(crowd, SpeakerCounts(maximum=3)).speakers) == 3


def test_one_short_word_is_heard_if_there_is_nothing_else() -> None:
    assert len(find_voices([track("anna", 0.2)], SpeakerCounts()).speakers) == 1


def test_no_tracks_are_no_voices() -> None:
    found = find_voices([], SpeakerCounts(minimum=2))

    assert not len(found.speakers)
    assert not len(found.noises)

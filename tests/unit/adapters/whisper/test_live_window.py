"""The part of a long utterance that is decoded again."""

from adapters.whisper.live_window import PartialWindow
from domain.live.words import LiveWord

FRAMES_PER_SECOND = 31.25


def words(count: int, seconds: float = 0.5) -> list[LiveWord]:
    return [LiveWord(f" w{number}", (number + 1) * seconds) for number in range(count)]


def window(committed: list[LiveWord], seconds: float) -> PartialWindow:
    return PartialWindow.of(committed, round(seconds * FRAMES_PER_SECOND))


def test_a_short_utterance_is_decoded_as_a_whole() -> None:
    chosen = window(words(12), 9.0)
    assert (chosen.first, chosen.said_before) == (0, "")
    assert chosen.committed.split() == [f"w{number}" for number in range(12)]


def test_a_long_one_begins_at_the_end_of_a_committed_word() -> None:
    chosen = window(words(28), 16.0)
    assert chosen.first == round(10.0 * FRAMES_PER_SECOND)
    assert chosen.said_before.split()[-1] == "w19"
    assert chosen.committed.split()[0] == "w20"


def test_some_committed_words_stay_in_the_window() -> None:
    chosen = window(words(4), 16.0)
    assert chosen.committed.split() == ["w3"]


def test_words_without_times_stay_in_the_window() -> None:
    committed = [LiveWord(f" w{number}") for number in range(20)]
    assert window(committed, 16.0).first == 0


def test_the_words_of_the_window_follow_those_before_it() -> None:
    chosen = window(words(28), 16.0)
    whole = chosen.whole([LiveWord(" w20", 0.5), LiveWord(" new", 1.0)])
    assert [word.text for word in whole[-3:]] == [" w19", " w20", " new"]
    assert [word.end for word in whole[-2:]] == [10.484, 10.984]

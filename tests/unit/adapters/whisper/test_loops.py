"""Repeated words with sound are kept; those without sound are loops."""

import pytest

from adapters.whisper.recognition.loops import loops, unsupported
from adapters.whisper.recognition.words import AlignedWord
from tests.aligned import crammed, evenly, texts, word


def cut_from(words: tuple[AlignedWord, ...]) -> list[str]:
    return [texts(words[run.start : run.stop]) for run in loops(words)]


def test_a_sentence_said_many_times_is_kept_since_each_time_has_sound() -> None:
    assert cut_from(evenly("all work and no play " * 24, each=0.3)) == []


def test_a_copy_without_sound_is_cut() -> None:
    words = evenly("all work and no play") + crammed("all work and no play", 2.5)
    assert cut_from(words) == ["all work and no play"]


def test_the_first_and_last_words_of_a_copy_are_cut_although_silence_was_assigned_to_them() -> None:
    copy = (
        word("all", 2.5, 3.4),
        *crammed("work and no", 3.4),
        *crammed("play all work and no", 3.4),
        word("play", 3.4, 5.0),
    )
    assert cut_from(evenly("all work and no play") + copy) == [
        "all work and no play all work and no play"
    ]


def test_a_copy_between_spoken_words_is_cut_without_them() -> None:
    said = evenly("one two three four five")
    words = said + crammed("two three four five", 2.5) + evenly("that is all", 2.5)
    assert cut_from(words) == ["two three four five"]


def test_one_word_written_over_and_over_is_cut_down_to_what_was_said() -> None:
    assert cut_from(evenly("no no") + crammed("no " * 20, 1.0)) == [("no " * 20).strip()]


@pytest.mark.parametrize("written", ["all work and no play", "all work and no"])
def test_copies_with_sound_are_kept_before_a_copy_without(written: str) -> None:
    said = evenly("all work and no play " * 3)
    assert cut_from(said + crammed(written, 7.5)) == [written]


def test_a_loop_that_is_broken_by_one_word_with_time_is_one_cut() -> None:
    loop = (
        *crammed("all work and no play all", 2.5),
        word("work", 2.5, 2.9),
        *crammed("and no play all work and no play", 2.9),
    )
    assert cut_from(evenly("all work and no play") + loop) == [texts(loop)]


def test_case_and_punctuation_make_no_difference() -> None:
    words = evenly("All work, and no play.") + crammed("all work and no play", 2.5)
    assert cut_from(words) == ["all work and no play"]


def test_new_words_without_sound_are_no_loop() -> None:
    words = evenly("one two") + crammed("thank you for watching", 1.0)
    assert unsupported(words) == [range(2, 6)]
    assert loops(words) == []


def test_three_words_without_time_are_no_loop() -> None:
    words = evenly("one two three") + crammed("one two three", 1.5)
    assert unsupported(words) == []
    assert loops(words) == []


def test_punctuation_does_not_interrupt_a_run_of_words_without_sound() -> None:
    words = evenly("one two") + crammed("one two - one two", 1.0)
    assert unsupported(words) == [range(2, 7)]


def test_two_loops_are_two_cuts() -> None:
    first = evenly("one two three four") + crammed("one two three four", 2.0)
    second = evenly("six seven eight nine", 2.0) + crammed("six seven eight nine", 4.0)
    assert cut_from(first + second) == ["one two three four", "six seven eight nine"]

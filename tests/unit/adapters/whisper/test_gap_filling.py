"""Gaps are decoded again separately, and the words found are inserted at their times."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whisper.recognition.coverage import Interval, find_gaps
from adapters.whisper.recognition.decoder import DecodingRequest
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.gap_filling import GapFilling, Words
from adapters.whisper.recognition.quality_checks import QualityChecks
from tests.aligned import evenly, result, texts, word
from tests.fakes.decoder import FakeDecoder, Script, Truth, moments, request

SAID = evenly(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TALK = [Interval(0.0, 10.0)]
NOTHING = result()


def filled(
    decoder: FakeDecoder,
    words: Words,
    *,
    speech: list[Interval] = TALK,
    shortest: float = 1.0,
    frames: int = 3000,
) -> Words:
    fill = GapFilling(decoder.as_decoder, QualityChecks())
    return fill(words, request(10.0), moments(10.0, frames), speech, shortest)


@pytest.mark.parametrize(
    "words",
    [SAID[6:], SAID[:14], SAID[:6] + SAID[12:], SAID[3:8] + SAID[12:17], SAID[10:11], ()],
    ids=["start", "end", "middle", "three", "nearly all", "all"],
)
@pytest.mark.parametrize("frames", [1500, 3000])
def test_missing_words_are_found_once(words: Words, frames: int) -> None:
    found = filled(Truth(SAID), words, frames=frames)
    assert texts(found) == texts(SAID)
    assert [each.start for each in found] == pytest.approx([each.start for each in SAID], abs=0.3)


def test_without_gaps_nothing_is_decoded_again() -> None:
    truth = Truth(SAID)
    assert filled(truth, SAID) == SAID
    assert truth.asked == []


def test_a_word_that_covers_a_gap_is_not_repeated() -> None:
    stretched = (*SAID[:6], word("six", 3.0, 6.5), *SAID[13:])
    assert texts(filled(Truth(SAID), stretched)) == texts(SAID)


def test_a_word_beside_a_gap_is_not_repeated() -> None:
    wide = (*SAID[5:13],)  # with the words on either side
    script = Script(result(tuple(word(each.text.strip(), 0.3 * n, 0.3 * (n + 1))
                                  for n, each in enumerate(wide))))  # fmt: skip
    found = filled(script, SAID[:6] + SAID[12:])
    assert texts(found) == texts(SAID)


def test_found_words_do_not_overlap_their_neighbours() -> None:
    found = filled(Truth(SAID), SAID[:6] + SAID[12:])
    assert all(first.end <= second.start for first, second in pairwise(found))


def test_gaps_are_decoded_without_prompt_and_hotwords() -> None:
    truth = Truth(SAID)
    filled(truth, SAID[6:])
    assert [each.prompted for each in truth.asked] == [False]


def test_gaps_that_are_too_short_are_ignored() -> None:
    truth = Truth(SAID)
    assert filled(truth, SAID[6:], shortest=4.0) == SAID[6:]
    assert truth.asked == []


@pytest.mark.parametrize(("number", "heard"), [(1, 1), (3, 3), (6, 6), (9, 6)])
def test_each_gap_is_decoded_once_and_at_most_six_are(number: int, heard: int) -> None:
    speech = [Interval(n * 1.1, n * 1.1 + 1.05) for n in range(number)]
    between = tuple(word("so", each.end + 0.02, each.end + 0.03) for each in speech)
    script = Script(NOTHING)
    assert filled(script, between, speech=speech, shortest=0.4) == between
    assert len(script.asked) == heard


def test_gaps_without_a_word_between_them_are_decoded_together() -> None:
    speech = [Interval(2.0, 4.0), Interval(6.0, 9.0)]
    script = Script(result(evenly("one two three four five six seven eight nine ten " * 2)))
    filled(script, (), speech=speech)
    assert script.asked[0].start == pytest.approx(1.8)
    assert script.asked[0].seconds == pytest.approx(7.4)


HIDDEN = evenly("un deux trois quatre cinq")


@pytest.mark.parametrize(
    "untrusted",
    [
        result(HIDDEN, logprob=-0.9),
        result(HIDDEN, no_speech=0.7),
        result(tuple(word(each.text, each.start, each.end, probability=0.3) for each in HIDDEN)),
        result(evenly("on and " * 40, each=0.05)),
        NOTHING,
    ],
    ids=["improbable", "silence", "improbable words", "repetitive", "nothing"],
)
@pytest.mark.parametrize("frames", [1500, 3000])
def test_unreliable_words_in_a_gap_are_refused(untrusted: DecodingResult, frames: int) -> None:
    script = Script(untrusted)
    assert filled(script, SAID[6:], frames=frames) == SAID[6:]
    assert {each.frames for each in script.asked} >= {3000}


def test_a_gap_with_unreliable_words_is_decoded_again_with_the_full_context() -> None:
    script = Script(result(HIDDEN, logprob=-0.9), result(HIDDEN))
    found = filled(script, SAID[6:], frames=1500)
    assert texts(found) == f"{texts(HIDDEN)} {texts(SAID[6:])}"
    assert [each.frames for each in script.asked] == [1000, 3000]


@given(kept=st.lists(st.booleans(), min_size=len(SAID), max_size=len(SAID)))
def test_all_words_are_found_once_and_in_order_whichever_were_missing(kept: list[bool]) -> None:
    words = tuple(each for each, stays in zip(SAID, kept, strict=True) if stays)
    truth = Truth(SAID)
    found = filled(truth, words)
    said = [each.text for each in found]
    assert said == [each.text for each in SAID if each.text in said]
    assert {each.text for each in words} <= set(said)
    assert find_gaps(TALK, found) == []
    assert len(truth.asked) <= 6


def test_a_gap_is_decoded_in_its_own_language() -> None:
    truth = Truth(SAID)
    asked: list[float] = []

    def in_own_language(_: object, heard: DecodingRequest) -> DecodingRequest:
        asked.append(heard.seconds)
        return replace(heard, prompt=[9])

    fill = GapFilling(truth.as_decoder, QualityChecks())
    fill(SAID[6:], request(10.0), moments(10.0, 3000), TALK, 1.0, in_own_language)
    assert asked == [each.seconds for each in truth.asked]
    assert [each.prompted for each in truth.asked] == [True]

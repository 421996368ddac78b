"""From tokens to segments, with the library's own splitting."""

import pytest
from faster_whisper.tokenizer import Tokenizer

from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.segments import as_segments, split
from adapters.whisper.speech.spans import Span
from adapters.whisper.speech.window import Window
from domain.transcript import Segment
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel

MODEL = FakeWhisperModel(FakeDevice())
TOKENIZER = Tokenizer(MODEL.hf_tokenizer, multilingual=True, task="transcribe", language="en")
WINDOW = Window(0, (Span(16_000 * 100, 16_000 * 110),))


def at(seconds: float) -> int:
    return int(TOKENIZER.timestamp_begin) + round(seconds / 0.02)


def segments(*tokens: int, unloop: bool = False) -> list[tuple[float, float, str]]:
    said = Hypothesis(tokens, TOKENIZER.decode(list(tokens)), -0.2, 0.0, 0.0)
    drafts = split(MODEL, TOKENIZER, said, WINDOW, unloop=unloop)
    return [_brief(segment) for segment in as_segments(drafts, said, WINDOW)]


def _brief(segment: Segment) -> tuple[float, float, str]:
    return segment.start, segment.end, segment.text


def test_timestamps_cut_a_window_into_segments() -> None:
    assert segments(at(0), 1, 2, at(2), at(3), 3, at(4)) == [
        (100.0, 102.0, " one two"),
        (103.0, 104.0, " three"),
    ]


def test_what_follows_the_last_pair_of_timestamps_is_kept() -> None:
    assert segments(at(0), 1, at(2), at(3), 3, 4) == [
        (100.0, 102.0, " one"),
        (103.0, 110.0, " three four"),
    ]


def test_without_timestamps_the_window_is_one_segment() -> None:
    assert segments(1, 2) == [(100.0, 110.0, " one two")]


def test_times_behind_the_window_are_its_end() -> None:
    assert segments(at(0), 1, at(29)) == [(100.0, 110.0, " one")]


def test_segments_without_words_or_without_length_are_left_out() -> None:
    assert segments(at(0), 1, at(1), at(1), at(2), at(2), 2, at(2)) == [(100.0, 101.0, " one")]


def test_half_a_character_at_the_end_is_left_out() -> None:
    half = TOKENIZER.encode("é")[0]
    assert segments(at(0), 1, half, at(2)) == [(100.0, 102.0, " one")]
    assert segments(at(0), half, at(2)) == []


def test_a_loop_of_words_is_cut() -> None:
    assert segments(at(0), 1, 2, 2, 2, 2, 2, 2, at(9), unloop=True) == [(100.0, 109.0, " one two")]


def test_a_loop_of_segments_is_cut() -> None:
    loop = [token for second in range(5) for token in (at(second), 7, at(second + 1))]
    assert segments(*loop, unloop=True) == [(100.0, 101.0, " seven")]


def test_what_was_said_three_times_stays_where_no_loop_is_suspected() -> None:
    assert segments(at(0), 2, 2, 2, at(9)) == [(100.0, 109.0, " two two two")]


def test_a_segment_tells_how_sure_the_model_is() -> None:
    said = Hypothesis((at(0), 1, at(1)), " one", -0.25, 0.125, 0.4)
    drafts = split(MODEL, TOKENIZER, said, WINDOW, unloop=False)
    (segment,) = as_segments(drafts, said, WINDOW)
    assert segment.avg_logprob == -0.25
    assert segment.no_speech_prob == 0.125
    assert segment.temperature == 0.4
    assert segment.tokens == said.tokens
    assert segment.words is None
    assert 0 < segment.compression_ratio < 1


def test_the_score_is_the_mean_over_all_tokens_and_the_end() -> None:
    class Result:
        sequences_ids = ((1, 2, 3),)
        scores = (-0.4,)
        no_speech_prob = 0.0

    class Rules:
        length_penalty = 1
        temperatures = (0.2,)

    said = Hypothesis.of(Result, Rules, TOKENIZER)
    assert said.avg_logprob == pytest.approx(-0.4 * 3 / 4)
    assert said.temperature == 0.2

"""The streamed rules find the same speech as the library does in the whole recording."""

import faster_whisper.vad
import numpy as np
import pytest
from faster_whisper.vad import VadOptions, get_speech_timestamps
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sound.speech.spans import LONGEST_SPEECH_SECONDS, Span, SpeechSpans
from adapters.sound.speech.voice import FRAME_SAMPLES
from domain.options import VoiceActivity

# Runs of frames with alike probabilities, as speech and silence are; some longer than 30 s.
RUNS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.34, 0.36, 0.45, 0.49, 0.5, 0.51, 0.9, 1.0]),
        st.one_of(st.integers(1, 12), st.integers(1, 60), st.integers(500, 1200)),
    ),
    max_size=40,
)
OPTIONS = st.builds(
    VoiceActivity,
    threshold=st.sampled_from([0.05, 0.35, 0.5, 0.9]),
    min_speech_ms=st.sampled_from([0, 32, 100, 250, 2000]),
    min_silence_ms=st.sampled_from([0, 32, 96, 100, 160, 500, 2000]),
    speech_pad_ms=st.sampled_from([0, 1, 30, 100, 400, 3000]),
)


def library_spans(
    probabilities: list[float], samples: int, options: VoiceActivity, patch: pytest.MonkeyPatch
) -> list[Span]:
    patch.setattr(faster_whisper.vad, "get_vad_model", lambda: lambda _audio: probabilities)
    found = get_speech_timestamps(
        np.zeros(samples, dtype=np.float32),
        VadOptions(
            threshold=options.threshold,
            min_speech_duration_ms=options.min_speech_ms,
            min_silence_duration_ms=options.min_silence_ms,
            speech_pad_ms=options.speech_pad_ms,
            max_speech_duration_s=LONGEST_SPEECH_SECONDS,
        ),
    )
    return [Span(speech["start"], speech["end"]) for speech in found]


def streamed_spans(
    probabilities: list[float], samples: int, options: VoiceActivity, block: int
) -> list[Span]:
    spans = SpeechSpans(options)
    found: list[Span] = []
    complete = samples // FRAME_SAMPLES
    for at in range(0, complete, block):
        found += spans.feed(probabilities[at : min(at + block, complete)])
        assert all(span.end <= samples for span in found)
    return found + spans.finish(probabilities[complete:], samples)


@settings(max_examples=80)
@given(runs=RUNS, tail=st.integers(0, FRAME_SAMPLES - 1), options=OPTIONS, block=st.integers(1, 99))
def test_speech_is_found_where_the_library_finds_it_however_the_blocks_are_cut(
    runs: list[tuple[float, int]], tail: int, options: VoiceActivity, block: int
) -> None:
    probabilities = [probability for probability, frames in runs for _ in range(frames)] or [0.0]
    samples = (len(probabilities) - 1) * FRAME_SAMPLES + tail
    with pytest.MonkeyPatch.context() as patch:
        expected = library_spans(probabilities, samples, options, patch)
    assert streamed_spans(probabilities, samples, options, block) == expected


def test_a_span_needs_no_samples_that_were_dropped() -> None:
    spans = SpeechSpans(VoiceActivity())
    rng = np.random.default_rng(5)
    given_up = 0
    for _ in range(2000):
        found = spans.feed(np.repeat(rng.random(4), rng.integers(1, 9)))
        assert all(span.start >= given_up for span in found)
        assert spans.needed_from >= given_up
        given_up = spans.needed_from


def test_in_long_silence_nothing_is_kept_but_the_padding() -> None:
    spans = SpeechSpans(VoiceActivity(speech_pad_ms=400))
    spans.feed([0.0] * 100_000)
    assert spans.needed_from == 100_000 * FRAME_SAMPLES - 6400

"""A batch of windows becomes segments, gaps and cuts."""

import pytest

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.stream import Transcribed
from adapters.whisper.recognition.recogniser import Recogniser
from domain.options import ModelName, Multilingual, Task, TranscriptionOptions
from domain.transcript import Cut, DetectedLanguage, Gap
from tests.fakes.scripted_device import Line, ScriptedDevice, line, queued_window
from tests.fakes.whisper_model import FakeWhisperModel

SECOND = 16_000
ENGLISH = DetectedLanguage("en", 1.0)
WHOLE = Span(100 * SECOND, 110 * SECOND)
SPOKEN = Window(0, (WHOLE,), speech=(WHOLE,))  # padding taken off: from 100.4 to 109.6 s
UNTOLD = Window(0, (WHOLE,))  # nobody looked where speech is
PLAIN = TranscriptionOptions(language="en", temperature=0.0)
COUNT = "one two three four five six seven eight"
SILENCE = Line("")


def recogniser(device: ScriptedDevice, metrics: LaneMetrics | None = None) -> Recogniser:
    metrics = metrics or LaneMetrics(ModelName("fake"))
    return Recogniser(FakeWhisperModel(device), metrics=metrics)


def transcribed(
    device: ScriptedDevice, options: TranscriptionOptions = PLAIN, window: Window = SPOKEN
) -> Transcribed:
    ((_, done),) = recogniser(device)([queued_window(window, options, detected=ENGLISH)])
    assert done is not None
    return done


def text(done: Transcribed) -> str:
    return "".join(segment.text for segment in done.segments).strip()


def test_segments_have_their_times_in_the_recording() -> None:
    done = transcribed(ScriptedDevice(line(f"{COUNT} nine zero", each=1.0)))
    assert text(done) == f"{COUNT} nine zero"
    assert (done.segments[0].start, done.segments[-1].end) == (100.3, 109.7)
    assert (done.gaps, done.cuts) == ((), ())


def test_speech_that_no_word_covers_is_decoded_again() -> None:
    rest = line("nine zero nine zero nine zero nine zero nine zero", 0.4)
    done = transcribed(ScriptedDevice(line(COUNT), rest))
    assert text(done) == f"{COUNT} {rest.text}"
    assert (done.gaps, done.cuts) == ((), ())


def test_speech_without_words_is_reported_as_a_gap() -> None:
    device = ScriptedDevice(line(COUNT), SILENCE)
    done = transcribed(device)
    assert text(done) == COUNT
    assert done.gaps == (Gap(104.25, 109.6),)
    assert len(device.prompts) == 2


def test_a_window_taken_for_silence_has_no_words_and_is_reported_as_a_gap() -> None:
    done = transcribed(ScriptedDevice(line(COUNT, logprob=-2.0, no_speech=0.9)))
    assert done.segments == ()
    assert done.gaps == (Gap(100.4, 109.6),)


def test_without_speech_detection_there_are_no_gaps() -> None:
    device = ScriptedDevice(line("one two"))
    done = transcribed(device, window=UNTOLD)
    assert (text(done), done.gaps) == ("one two", ())
    assert len(device.prompts) == 1


def test_a_translation_may_leave_some_seconds_without_words() -> None:
    options = TranscriptionOptions(language="en", temperature=0.0, task=Task.TRANSLATE)
    device = ScriptedDevice(line(f"{COUNT} nine zero one two three"))
    done = transcribed(device, options)
    assert done.gaps == ()
    assert len(device.prompts) == 1


LOOP = Line("one two three four " * 3, (0.0, 0.6, 1.2, 1.8, *[2.4] * 9))
SHORT_TALK = Window(0, (WHOLE,), speech=(Span(100 * SECOND, 102 * SECOND + SECOND // 2),))


def test_a_loop_is_cut_and_reported() -> None:
    done = transcribed(ScriptedDevice(LOOP), window=SHORT_TALK)
    assert text(done) == "one two three four"
    assert done.cuts == (Cut(102.4, 102.4, "one two three four one two three four"),)


def test_a_loop_that_the_fallback_avoids_is_not_reported() -> None:
    metrics = LaneMetrics(ModelName("fake"))
    device = ScriptedDevice(LOOP, line("one two three four", each=0.6), SILENCE)
    first = queued_window(SHORT_TALK, PLAIN, detected=ENGLISH)
    ((_, done),) = recogniser(device, metrics)([first])
    assert done is not None
    assert (text(done), done.cuts) == ("one two three four", ())
    assert metrics.snapshot().fallbacks == {"unsupported_words": 1}


def test_sentences_that_were_really_repeated_are_kept() -> None:
    said = ["one", "two", "three", "four"] * 5
    parts = line(" ".join(said[:7]), each=0.48), line(" ".join(said[7:]))
    done = transcribed(ScriptedDevice(line(" ".join(said)), *parts, SILENCE))
    assert text(done).split() == said
    assert done.cuts == ()


ECHOED = TranscriptionOptions(language="en", temperature=0.0, prompt=" one two three four")


def test_an_unconfirmed_echo_of_the_prompt_is_dropped() -> None:
    device = ScriptedDevice(line("one two three four"), SILENCE)
    assert transcribed(device, ECHOED, UNTOLD).segments == ()
    with_prompt, without = device.prompts
    assert with_prompt[-len(without) :] == without
    assert len(with_prompt) > len(without)


def test_a_confirmed_echo_of_the_prompt_is_kept() -> None:
    device = ScriptedDevice(line("one two three four"), line("one two three five"))
    assert text(transcribed(device, ECHOED, UNTOLD)) == "one two three four"


@pytest.mark.parametrize(
    ("options", "language"),
    [
        (TranscriptionOptions(temperature=0.0), "fr"),
        (TranscriptionOptions(temperature=0.0, multilingual=Multilingual.FALSE), "en"),
        (PLAIN, "en"),
    ],
)
def test_a_segment_carries_the_language_of_its_window(
    options: TranscriptionOptions, language: str
) -> None:
    device = ScriptedDevice(line(COUNT, each=1.0), rankings=[[("fr", 0.95), ("en", 0.05)]])
    done = transcribed(device, options, UNTOLD)
    assert {segment.language for segment in done.segments} == {language}


def test_a_window_whose_language_was_detected_is_first_yielded_without_its_text() -> None:
    device = ScriptedDevice(line(COUNT), rankings=[[("de", 0.9), ("en", 0.1)]])
    first = queued_window(UNTOLD)
    found = recogniser(device)([first])
    assert next(found) == (first, None)
    assert first.decoding_context.detected == DetectedLanguage("de", 0.9)
    (last,) = found
    assert last[0] is first
    assert last[1] is not None


def test_windows_without_a_fallback_are_finished_first() -> None:
    doubted, sound = line("nine", logprob=-3.0), line(COUNT)
    batch = [queued_window(Window(n, (WHOLE,)), PLAIN, detected=ENGLISH) for n in range(2)]
    done = [each.window.index for each, _ in recogniser(ScriptedDevice(doubted, sound))(batch)]
    assert done == [1, 0]

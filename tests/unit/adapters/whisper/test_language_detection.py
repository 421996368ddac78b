"""The language is detected again only if it is uncertain."""

import numpy as np
import pytest

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.lanes.stream import QueuedWindow
from adapters.whisper.recognition.decoder import Decoder
from adapters.whisper.recognition.language_detection import LanguageDetection
from domain.options import Multilingual, TranscriptionOptions
from domain.transcript import DetectedLanguage
from tests.fakes.scripted_device import Ranked, ScriptedDevice, queued_window
from tests.fakes.whisper_model import FakeWhisperModel

WINDOW = Window(0, (Span(0, 160_000),))
CERTAIN: Ranked = [("de", 0.9), ("en", 0.06), ("fr", 0.04)]
UNSURE: Ranked = [("de", 0.5), ("en", 0.4), ("fr", 0.1)]
OPENING = np.zeros((80, 3000), dtype=np.float32)


class Detection:
    """What asks, and the device that is asked."""

    def __init__(self, *rankings: Ranked) -> None:
        self.device = ScriptedDevice(rankings=rankings)
        self.model = FakeWhisperModel(self.device)
        self._decoder = Decoder(self.model)
        self._ask = LanguageDetection(self.model, self._decoder)

    def of(self, *windows: QueuedWindow) -> list[DetectedLanguage | None]:
        encodings = self._decoder.encode([each.features for each in windows])
        self._ask.of_recordings(windows, encodings.all)
        return [each.decoding_context.detected for each in windows]

    def of_windows(self, *windows: QueuedWindow) -> list[str]:
        encodings = self._decoder.encode([each.features for each in windows])
        return self._ask.of_windows(windows, encodings.all)

    def of_interval(self, part: QueuedWindow, language: str, seconds: float) -> str:
        encoded = self._decoder.encode([part.features]).all
        return self._ask.of_interval(part, encoded, language, seconds)


def test_one_window_is_enough_for_a_certain_language() -> None:
    detection = Detection(CERTAIN)
    assert detection.of(queued_window(WINDOW, frames=1500, opening=OPENING)) == [
        DetectedLanguage("de", 0.9)
    ]
    assert detection.device.languages_asked == 1


def test_the_first_half_minute_decides_an_uncertain_language() -> None:
    detection = Detection(UNSURE, [("en", 0.7), ("de", 0.3)])
    found = detection.of(queued_window(WINDOW, frames=1500, opening=OPENING))
    assert found == [DetectedLanguage("en", 0.7)]
    assert detection.device.frames == [1500, 3000]


def test_a_single_short_window_is_encoded_with_the_full_context_if_its_language_is_uncertain() -> (
    None
):
    detection = Detection(UNSURE, [("en", 0.7), ("de", 0.3)])
    assert detection.of(queued_window(WINDOW, frames=1500)) == [DetectedLanguage("en", 0.7)]
    assert detection.device.frames == [1500, 3000]


def test_a_single_window_with_the_full_context_is_not_encoded_again() -> None:
    detection = Detection(UNSURE)
    assert detection.of(queued_window(WINDOW)) == [DetectedLanguage("de", 0.5)]
    assert detection.device.languages_asked == 1


def test_only_allowed_languages_are_chosen() -> None:
    detection = Detection([("de", 0.5), ("fr", 0.3), ("en", 0.2)], CERTAIN)
    options = TranscriptionOptions(languages=("en", "fr"))
    (found,) = detection.of(queued_window(WINDOW, options, frames=1500))
    assert found is not None
    assert found.code == "en"
    assert found.probability == pytest.approx(0.6)


def test_a_known_language_is_not_detected() -> None:
    detection = Detection(CERTAIN)
    french = DetectedLanguage("fr", 1.0)
    assert detection.of(queued_window(WINDOW, detected=french)) == [french]
    assert detection.device.languages_asked == 0


def test_an_english_only_model_detects_no_language() -> None:
    detection = Detection(CERTAIN)
    detection.device.is_multilingual = False
    assert detection.of(queued_window(WINDOW)) == [DetectedLanguage("en", 1.0)]
    assert detection.of_windows(queued_window(WINDOW, detected=DetectedLanguage("en", 1.0))) == [
        "en"
    ]
    assert detection.device.languages_asked == 0


def test_the_language_of_later_windows_is_detected_if_it_may_change() -> None:
    detection = Detection([("fr", 0.95), ("en", 0.05)])
    english = DetectedLanguage("en", 1.0)
    fixed = TranscriptionOptions(multilingual=Multilingual.FALSE)
    assert detection.of_windows(queued_window(WINDOW, fixed, detected=english)) == ["en"]
    assert detection.device.languages_asked == 0
    free, kept = (
        queued_window(WINDOW, detected=english),
        queued_window(WINDOW, fixed, detected=english),
    )
    assert detection.of_windows(free, kept) == ["fr", "en"]


@pytest.mark.parametrize(
    ("ranking", "seconds", "language"),
    [
        ([("de", 0.95), ("en", 0.05)], 10.0, "de"),
        ([("de", 0.6), ("en", 0.4)], 10.0, "en"),
        ([("de", 0.95), ("en", 0.05)], 1.0, "en"),
    ],
    ids=["clear", "unclear", "too short"],
)
def test_a_part_of_a_window_is_in_another_language_only_where_that_is_clear(
    ranking: Ranked, seconds: float, language: str
) -> None:
    detection = Detection(ranking)
    assert detection.of_interval(queued_window(WINDOW, frames=1500), "en", seconds) == language

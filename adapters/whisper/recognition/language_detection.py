"""Ask the model which language is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from faster_whisper import WhisperModel

from adapters.whisper.features import FULL_FRAMES, padded
from adapters.whisper.lanes.stream import QueuedWindow
from adapters.whisper.recognition.decoder import Decoder
from adapters.whisper.recognition.encoding import Encoded
from adapters.whisper.recognition.languages import (
    Ranking,
    choose,
    language_of_window,
    may_change,
    ranking_of,
)
from domain.transcript import DetectedLanguage

ENGLISH: Final = DetectedLanguage("en", 1.0)
# Below this probability the first window is not enough, in particular if it is short.
_CERTAIN: Final = 0.8


@dataclass(frozen=True, slots=True)
class LanguageDetection:
    """Detects the language of recordings, and of their later windows.

    Both use encodings that are made for decoding anyway. If these are not certain about a
    recording, up to 30 s of its speech are encoded with the full context: on 105 real clips that
    avoided two of eight mistakes.
    """

    model: WhisperModel
    decoder: Decoder

    def of_recordings(
        self, windows: Sequence[QueuedWindow], encoded: Encoded
    ) -> list[QueuedWindow]:
        """Note languages that are not known yet; return the windows for which one was noted."""
        unknown = [queued for queued in windows if queued.decoding_context.detected is None]
        if unknown and not self.model.model.is_multilingual:
            for queued in unknown:
                queued.decoding_context.detected = ENGLISH
        elif unknown:
            for queued, ranking in zip(windows, self._rankings(encoded), strict=True):
                if queued.decoding_context.detected is None:
                    queued.decoding_context.detected = self._of_recording(queued, ranking)
        return unknown

    def of_windows(self, windows: Sequence[QueuedWindow], encoded: Encoded) -> list[str]:
        """Return the language of each window: its recording's, unless it is clearly another."""
        known = [_known(queued).code for queued in windows]
        if not self.model.model.is_multilingual:
            return known
        if not any(may_change(queued.decoding_context.options) for queued in windows):
            return known
        return [
            language_of_window(
                ranking, code, queued.decoding_context.options, speech_seconds=queued.window.seconds
            )
            for queued, ranking, code in zip(windows, self._rankings(encoded), known, strict=True)
        ]

    def of_interval(
        self, queued: QueuedWindow, encoded: Encoded, language: str, seconds: float
    ) -> str:
        """Return the language of a part of a window: the window's, unless it is clearly another."""
        options = queued.decoding_context.options
        if not self.model.model.is_multilingual or not may_change(options):
            return language
        (ranking,) = self._rankings(encoded)
        return language_of_window(ranking, language, options, speech_seconds=seconds)

    def _of_recording(self, queued: QueuedWindow, ranking: Ranking) -> DetectedLanguage:
        allowed = queued.decoding_context.options.languages
        detected = choose(ranking, allowed)
        fuller = queued.opening is not None or queued.features.shape[-1] < FULL_FRAMES
        if detected.probability >= _CERTAIN or not fuller:
            return detected
        opening = padded(queued.features if queued.opening is None else queued.opening)
        return choose(self._rankings(self.decoder.encode([opening]).all)[0], allowed)

    def _rankings(self, encoded: Encoded) -> list[Ranking]:
        return [ranking_of(each) for each in self.model.model.detect_language(encoded)]


def _known(queued: QueuedWindow) -> DetectedLanguage:
    detected = queued.decoding_context.detected
    if detected is None:
        raise RuntimeError("a window is decoded before its language is known")
    return detected

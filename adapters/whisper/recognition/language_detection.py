"""Ask the model which language is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from faster_whisper import WhisperModel

from adapters.whisper.features import FULL_FRAMES, padded
from adapters.whisper.lanes.stream import Turn
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
# Under this probability the first window is not enough to go by, above all a short one.
_CERTAIN: Final = 0.8


@dataclass(frozen=True, slots=True)
class LanguageDetection:
    """Finds the language of recordings, and of their later windows.

    Both use encodings that are there anyhow. Where these leave doubt about a recording, up to 30 s
    of its speech are encoded with the full context: on 105 real clips that took two of eight
    mistakes away.
    """

    model: WhisperModel
    decoder: Decoder

    def of_recordings(self, turns: Sequence[Turn], encoded: Encoded) -> list[Turn]:
        """Note the languages that are not known yet; give the turns that it was noted for."""
        unknown = [turn for turn in turns if turn.dictation.detected is None]
        if unknown and not self.model.model.is_multilingual:
            for turn in unknown:
                turn.dictation.detected = ENGLISH
        elif unknown:
            for turn, ranking in zip(turns, self._rankings(encoded), strict=True):
                if turn.dictation.detected is None:
                    turn.dictation.detected = self._of_recording(turn, ranking)
        return unknown

    def of_windows(self, turns: Sequence[Turn], encoded: Encoded) -> list[str]:
        """Give the language of each window: its recording's, unless it is clearly another."""
        known = [_known(turn).code for turn in turns]
        if not self.model.model.is_multilingual:
            return known
        if not any(may_change(turn.dictation.options) for turn in turns):
            return known
        return [
            language_of_window(
                ranking, code, turn.dictation.options, speech_seconds=turn.window.seconds
            )
            for turn, ranking, code in zip(turns, self._rankings(encoded), known, strict=True)
        ]

    def of_stretch(self, turn: Turn, encoded: Encoded, language: str, seconds: float) -> str:
        """Give the language of a part of a window: the window's, unless it is clearly another."""
        options = turn.dictation.options
        if not self.model.model.is_multilingual or not may_change(options):
            return language
        (ranking,) = self._rankings(encoded)
        return language_of_window(ranking, language, options, speech_seconds=seconds)

    def _of_recording(self, turn: Turn, ranking: Ranking) -> DetectedLanguage:
        allowed = turn.dictation.options.languages
        detected = choose(ranking, allowed)
        fuller = turn.opening is not None or turn.features.shape[-1] < FULL_FRAMES
        if detected.probability >= _CERTAIN or not fuller:
            return detected
        opening = padded(turn.features if turn.opening is None else turn.opening)
        return choose(self._rankings(self.decoder.encode([opening]).all)[0], allowed)

    def _rankings(self, encoded: Encoded) -> list[Ranking]:
        return [ranking_of(each) for each in self.model.model.detect_language(encoded)]


def _known(turn: Turn) -> DetectedLanguage:
    detected = turn.dictation.detected
    if detected is None:
        raise RuntimeError("a window is decoded before its language is known")
    return detected

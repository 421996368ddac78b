"""Examine exported files as they will be used: through faster-whisper."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from tests.digits.training import vocabulary
from tests.digits.training.examination import Question
from tests.digits.training.features import FRAMES_PER_SECOND
from tests.digits.training.scoring import Score, TimedWord, score_segments, score_word_starts

_FULL_FRAMES: Final = 3000


@dataclass(frozen=True)
class Mode:
    """One way of asking the model."""

    title: str
    options: dict[str, Any]
    dynamic: bool = False


FULL: Final = Mode("beam 5, full context", {"beam_size": 5})
DYNAMIC: Final = Mode("beam 5, dynamic context", {"beam_size": 5}, dynamic=True)
GREEDY: Final = Mode("greedy, full context", {"beam_size": 1})
UNTIMED: Final = Mode("beam 5, full, no timestamps", {"beam_size": 5, "without_timestamps": True})
WORDS: Final = Mode("beam 5, full, word times", {"beam_size": 5, "word_timestamps": True})
MODES: Final = (FULL, DYNAMIC, GREEDY, UNTIMED, WORDS)


class ShortContext(WhisperModel):  # type: ignore[misc]
    """Gives the encoder no more than `frames` frames; faster-whisper pads to 3000 by itself."""

    frames = _FULL_FRAMES

    def encode(self, features: Any) -> Any:
        """Encode only the beginning of the padded frames."""
        return super().encode(np.ascontiguousarray(features[..., : self.frames]))


class Candidate:
    """A model that sits the examination."""

    def __init__(self, folder: Path) -> None:
        self._model = ShortContext(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    def answer(self, question: Question, mode: Mode) -> tuple[str, list[Any]]:
        """Return the detected language and the segments."""
        frames = _FULL_FRAMES
        if mode.dynamic:  # give the encoder only what there is, rounded up to half a second
            seconds = len(question.samples) / 16_000
            frames = min(_FULL_FRAMES, int(np.ceil(seconds * 2 + 1) / 2 * FRAMES_PER_SECOND))
        self._model.frames = frames
        segments, info = self._model.transcribe(question.samples, **mode.options)
        return info.language, list(segments)

    def examine(self, questions: Iterable[Question], mode: Mode) -> Score:
        """Score the answers to a group of questions."""
        score = Score()
        for question in questions:
            language, segments = self.answer(question, mode)
            score.sounds += 1
            score.languages_right += language == question.language
            score.fallbacks += any(segment.temperature > 0 for segment in segments)
            score.log_probabilities += [segment.avg_logprob for segment in segments]
            score_segments(question.said, [_outline(segment) for segment in segments], score)
            if mode.options.get("word_timestamps"):
                heard = [
                    TimedWord(word.word.strip(), word.start, word.end)
                    for segment in segments
                    for word in segment.words
                ]
                score_word_starts(question.said, heard, score)
        return score

    def no_speech_probability(self, question: Question) -> float:
        """Return what the model gives `<|nospeech|>` at the start of the first window."""
        self._model.frames = _FULL_FRAMES
        frames = pad_or_trim(self._model.feature_extractor(question.samples), _FULL_FRAMES)
        encoded = self._model.encode(frames)
        opening = [vocabulary.START, vocabulary.language_id("en"), vocabulary.TRANSCRIBE]
        result = self._model.model.generate(
            encoded, [opening], return_no_speech_prob=True, max_length=8
        )
        return float(result[0].no_speech_prob)

    def words_from_nothing(self, questions: Iterable[Question], mode: Mode) -> tuple[int, int]:
        """Count the sounds without digits in which digits were heard, and those words."""
        heard = [
            sum(len(segment.text.split()) for segment in self.answer(question, mode)[1])
            for question in questions
        ]
        return sum(count > 0 for count in heard), sum(heard)


def _outline(segment: Any) -> list[TimedWord]:
    texts = segment.text.split()
    last = len(texts) - 1
    return [
        TimedWord(
            text,
            segment.start if index == 0 else float("nan"),
            segment.end if index == last else float("nan"),
        )
        for index, text in enumerate(texts)
    ]

"""The examination: sounds made of clips that no training has heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tests.digits.training.acoustics import NoiseBank
from tests.digits.training.chance import happens
from tests.digits.training.clips import NOT_A_DIGIT, Clip, Word
from tests.digits.training.corpus import FLITE, HUMAN, LEFT_OUT, SYNTHETIC, Corpus
from tests.digits.training.features import SAMPLE_RATE
from tests.digits.training.languages import DIGIT_WORDS, LANGUAGES
from tests.digits.training.scoring import TimedWord
from tests.digits.training.speech_synthesis import Waveform

_SOUNDS: Final = 10
"""Sounds in each group of ordinary length."""
_LEFT_OUT_SOUNDS: Final = 48
_SILENT_SOUNDS: Final = 16
_NOISELESS_SHARE: Final = 1 / 3
_RATIOS: Final = (12.0, 40.0)
"""Signal to noise of the other sounds, in decibels."""
_SCALE: Final = 32768.0


@dataclass(frozen=True)
class Question:
    """A sound, its language and what is said in it when; no language where there are no digits."""

    samples: Waveform
    language: str | None
    said: tuple[TimedWord, ...]


@dataclass(frozen=True)
class Span:
    """How many words a sound holds and how long the gaps between them are (s)."""

    fewest: int
    most: int
    shortest_gap: float
    longest_gap: float
    seconds: float | None = None


ORDINARY: Final = Span(3, 14, 0.05, 0.7)
FULL_WINDOW: Final = Span(25, 40, 0.05, 0.5, seconds=30.0)
LONG_RECORDING: Final = Span(70, 90, 0.05, 1.2)


class Examiner:
    """Strings unheard clips together."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._corpus = corpus
        self._random = np.random.default_rng((seed, 99))
        others = [clip.samples for clips in corpus.others.values() for clip in clips]
        self._noises = NoiseBank(others, self._random)

    def left_out(self) -> dict[str, list[Question]]:
        """Make questions of everything that a speaker left out of the training has said."""
        return {
            f"speaker left out: {speaker}": self._questions([clips], ORDINARY, _LEFT_OUT_SOUNDS)
            for speaker, clips in self._corpus.digits["en", LEFT_OUT].items()
        }

    def groups(self) -> dict[str, list[Question]]:
        """Make questions of unseen takes and of unheard voices."""
        groups = {
            f"known speaker, unseen takes: {speaker}": self._questions([clips], ORDINARY, _SOUNDS)
            for speaker, clips in self._corpus.digits["en", HUMAN].items()
        }
        for language in LANGUAGES:
            voices = list(self._corpus.digits[language, SYNTHETIC].values())
            title = f"unheard espeak-ng voices: {language}"
            groups[title] = self._questions(voices, ORDINARY, _SOUNDS)
        flite = list(self._corpus.digits["en", FLITE].values())
        groups["unheard flite voice: en"] = self._questions(flite, ORDINARY, _SOUNDS)
        return groups | self._windows()

    def _windows(self) -> dict[str, list[Question]]:
        recorded = list(self._corpus.digits["en", HUMAN].values())
        groups = {
            "30 s window of 25 to 40 digits: en, people": self._questions(recorded, FULL_WINDOW, 12)
        }
        for language in LANGUAGES:
            voices = list(self._corpus.digits[language, SYNTHETIC].values())
            title = f"30 s window of 25 to 40 digits: {language}, espeak-ng"
            groups[title] = self._questions(voices, FULL_WINDOW, 6)
        groups["recording of about a minute: en, people"] = self._questions(
            recorded, LONG_RECORDING, 4
        )
        return groups

    def silences(self) -> list[Question]:
        """Make sounds without digits: silence, noise, and words that are not digits."""
        random = self._random
        questions = []
        for number in range(_SILENT_SOUNDS):
            length = int(random.uniform(2.0, 12.0) * SAMPLE_RATE)
            level = 10 ** random.uniform(-3.0, -0.7)
            samples = self._noises.cut(length, random) * level * 0.3 * (number > 1)
            questions.append(Question(samples.astype(np.float32), None, ()))
        return questions

    def some_speech(self) -> list[Question]:
        """Make a few sounds with digits, to compare with those without."""
        voices = [clips for kinds in self._corpus.digits.values() for clips in kinds.values()]
        return self._questions(voices, ORDINARY, _SOUNDS)

    def other_speech(self) -> list[Question]:
        """Make sounds of words that are not digits."""
        questions = []
        for number in range(_SILENT_SOUNDS):
            language = LANGUAGES[number % len(LANGUAGES)]
            question = self._question([self._corpus.others[language]], Span(2, 8, 0.1, 0.7))
            questions.append(Question(question.samples, None, ()))
        return questions

    def _questions(self, voices: Sequence[list[Clip]], span: Span, count: int) -> list[Question]:
        return [self._question(voices, span) for _ in range(count)]

    def _question(self, voices: Sequence[list[Clip]], span: Span) -> Question:
        """Let one voice say random digits; keep only what fits where the length is given."""
        random = self._random
        clips = voices[int(random.integers(len(voices)))]
        if span.seconds is not None:  # many words fit only if they are short
            clips = sorted(clips, key=lambda clip: len(clip.samples) / len(clip.words))
            clips = clips[: max(10, int(0.8 * len(clips)))]
        wanted = int(random.integers(span.fewest, span.most + 1))
        position, pieces, words = random.uniform(0.1, 0.9), [], list[Word]()
        while len(words) < wanted:
            clip = clips[int(random.integers(len(clips)))]
            end = position + len(clip.samples) / SAMPLE_RATE
            if span.seconds is not None and end > span.seconds - 0.1:
                break
            pieces.append((int(position * SAMPLE_RATE), clip.samples))
            words += [word.moved(position) for word in clip.words]
            position = end + random.uniform(span.shortest_gap, span.longest_gap)
        length = int((span.seconds or position + random.uniform(0.0, 0.5)) * SAMPLE_RATE)
        return Question(self._heard(pieces, length), clips[0].language, _texts(words, clips[0]))

    def _heard(self, pieces: list[tuple[int, np.ndarray]], length: int) -> Waveform:
        random = self._random
        sound = np.zeros(length, np.float32)
        for begin, samples in pieces:
            gain = 10 ** (random.uniform(-2, 2) / 20) / _SCALE
            sound[begin : begin + len(samples)] += (samples * gain)[: length - begin]
        rms = float(np.sqrt(np.mean(sound[sound != 0] ** 2)))
        if not happens(_NOISELESS_SHARE, random):
            ratio = random.uniform(*_RATIOS)
            noise = np.resize(self._noises.cut(min(length, 30 * SAMPLE_RATE), random), length)
            sound += noise * rms * 10 ** (-ratio / 20)
        return sound * np.float32(random.uniform(0.05, 0.9) / np.abs(sound).max())


def _texts(words: list[Word], clip: Clip) -> tuple[TimedWord, ...]:
    names = DIGIT_WORDS[clip.language]
    return tuple(
        TimedWord(names[word.digit], word.start, word.end)
        for word in words
        if word.digit != NOT_A_DIGIT
    )

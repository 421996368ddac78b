"""Utterances: clips strung together with gaps, so that the time of every word is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tests.digits.training.acoustics import NoiseBank, degrade
from tests.digits.training.chance import happens
from tests.digits.training.clips import NOT_A_DIGIT, Clip, Word
from tests.digits.training.corpus import FLITE, HUMAN, SYNTHETIC, Corpus
from tests.digits.training.features import SAMPLE_RATE
from tests.digits.training.languages import LANGUAGES
from tests.digits.training.speech_synthesis import Waveform

_HEARD_SHARE: Final = 0.85
"""A word cut by the end of the window counts as said if this much of it is heard."""
_SCALE: Final = 32768.0


@dataclass(frozen=True)
class Utterance:
    """A stretch of sound, and the digits said in it.

    `cut_start` is where a word begins that the end of the sound cuts off, if there is one.
    """

    samples: Waveform
    words: tuple[Word, ...]
    language: str | None
    cut_start: float | None = None


@dataclass(frozen=True)
class Pace:
    """How densely words follow each other: the median gap in seconds, and its spread."""

    median_gap: float
    spread: float
    longest_gap: float

    def gap(self, random: np.random.Generator) -> float:
        """Draw one gap."""
        return float(
            min(self.median_gap * np.exp(self.spread * random.standard_normal()), self.longest_gap)
        )


def draw_pace(random: np.random.Generator) -> Pace:
    """Draw fluent, ordinary, deliberate or very uneven speech."""
    paces = (
        Pace(random.uniform(0.02, 0.15), 0.6, 0.6),
        Pace(random.uniform(0.1, 0.4), 0.6, 1.5),
        Pace(random.uniform(0.3, 0.9), 0.5, 2.5),
        Pace(0.25, 1.3, 5.0),
    )
    return paces[int(random.choice(len(paces), p=(0.35, 0.35, 0.15, 0.15)))]


class Composer:
    """Makes endless utterances from a corpus."""

    def __init__(self, corpus: Corpus, noises: NoiseBank) -> None:
        self._corpus = corpus
        self._noises = noises
        self._speakers = {
            source: list(speakers.values()) for source, speakers in corpus.digits.items()
        }

    def compose(
        self, seconds: float, random: np.random.Generator, *, clean: bool = False
    ) -> Utterance:
        """Make a window of sound of this length; one in twenty holds no digits."""
        if happens(0.05, random):
            return self._without_digits(seconds, random)
        language = str(random.choice(LANGUAGES, p=[0.43, 0.19, 0.19, 0.19]))
        samples, words, cut_start = self._string(seconds, language, draw_pace(random), random)
        if not words:
            return self.compose(seconds, random, clean=clean)
        heard = samples if clean else degrade(samples, self._noises, random)
        return Utterance(heard, words, language, cut_start)

    def _string(
        self, seconds: float, language: str, pace: Pace, random: np.random.Generator
    ) -> tuple[Waveform, tuple[Word, ...], float | None]:
        canvas = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
        words: list[Word] = []
        may_be_cut = happens(0.2, random)
        stop = seconds if happens(0.75, random) else seconds * random.uniform(0.3, 1.0)
        clips, tempo = self._voice(language, random)
        strangers = happens(0.1, random)
        other_words = 0.25 if happens(0.06, random) else 0.0
        position = self._lead(seconds, random)
        while True:
            clip = clips[int(random.integers(len(clips)))]
            if happens(other_words, random):
                clip = _pick(self._corpus.others[language], random)
            rate = tempo * random.uniform(0.96, 1.04)
            sound = _resampled(clip, rate, random)
            end = position + len(sound) / SAMPLE_RATE
            if end > stop and not (may_be_cut and position < seconds - 0.1):
                return canvas, tuple(words), None
            _add(canvas, sound, position)
            said = [
                word.moved(position, 1.0 / rate) for word in clip.words if word.digit != NOT_A_DIGIT
            ]
            whole = [word for word in said if _heard(word, seconds)]
            words += [Word(word.digit, word.start, min(word.end, seconds)) for word in whole]
            if len(whole) < len(said):
                cut = said[len(whole)].start
                return canvas, tuple(words), cut if cut < seconds else None
            position = end + pace.gap(random)
            if strangers and happens(0.4, random):
                clips, tempo = self._voice(language, random)

    @staticmethod
    def _lead(seconds: float, random: np.random.Generator) -> float:
        if happens(0.7, random):
            return float(random.uniform(0.0, 0.6))
        return float(random.uniform(0.0, min(4.0, seconds / 2)))

    def _voice(self, language: str, random: np.random.Generator) -> tuple[Sequence[Clip], float]:
        kind = SYNTHETIC
        if language == "en":
            kind = str(random.choice([HUMAN, SYNTHETIC, FLITE], p=[0.65, 0.25, 0.1]))
        speakers = self._speakers[language, kind]
        clips = speakers[int(random.integers(len(speakers)))]
        return clips, float(np.exp(np.clip(random.normal(0.0, 0.12), -0.26, 0.26)))

    def _without_digits(self, seconds: float, random: np.random.Generator) -> Utterance:
        """Make noise, other words, the noise of an empty room, or nothing at all."""
        samples = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
        kind = random.choice(["noise", "words", "room", "nothing"], p=[0.45, 0.45, 0.05, 0.05])
        if kind == "nothing":
            return Utterance(samples, (), None)
        if kind == "noise":
            samples += self._noises.cut(len(samples), random)
        if kind == "words":
            self._say_others(samples, random)
        return Utterance(degrade(samples, self._noises, random), (), None)

    def _say_others(self, canvas: Waveform, random: np.random.Generator) -> None:
        clips = self._corpus.others[str(random.choice(LANGUAGES))]
        position = random.uniform(0.0, 1.0)
        while position * SAMPLE_RATE < len(canvas):
            sound = _resampled(_pick(clips, random), 1.0, random)
            _add(canvas, sound, position)
            position += len(sound) / SAMPLE_RATE + random.exponential(0.4)


def _pick(clips: Sequence[Clip], random: np.random.Generator) -> Clip:
    return clips[int(random.integers(len(clips)))]


def _heard(word: Word, seconds: float) -> bool:
    return (seconds - word.start) >= _HEARD_SHARE * (word.end - word.start)


def _resampled(clip: Clip, rate: float, random: np.random.Generator) -> Waveform:
    """Play a clip `rate` times as fast, with its pitch, up to 3 dB louder or softer."""
    length = int(len(clip.samples) / rate)
    gain = 10 ** (random.uniform(-3.0, 3.0) / 20) / _SCALE
    positions = np.arange(length) * rate
    heard = np.interp(positions, np.arange(len(clip.samples)), clip.samples)
    return np.asarray(heard * gain, dtype=np.float32)


def _add(canvas: Waveform, sound: Waveform, position: float) -> None:
    begin = int(position * SAMPLE_RATE)
    end = min(len(canvas), begin + len(sound))
    canvas[begin:end] += sound[: end - begin]

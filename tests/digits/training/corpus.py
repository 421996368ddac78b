"""The corpus: every clip to learn from, and every clip kept for the examination."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.digits.training.clips import NOT_A_DIGIT, Clip, make_clip
from tests.digits.training.languages import DIGIT_WORDS, LANGUAGES, OTHER_WORDS, spoken
from tests.digits.training.speech_synthesis import Espeak, read_wave, say_with_flite
from tests.digits.training.voices import (
    EXAMINED_FLITE_VOICE,
    FLITE_VOICES,
    EspeakVoice,
    FliteVoice,
    examined_voices,
    flite_voices,
    learned_voices,
)

HUMAN: Final = "human"
SYNTHETIC: Final = "synthetic"
FLITE: Final = "flite"
LEFT_OUT: Final = "left out"
_EXAMINED_TAKES: Final = range(10)
"""Takes 5 to 9 of every recorded speaker (and 0 to 4, where they are present) are never learned."""
_SPEAKERS_PER_LANGUAGE: Final = 190
_STRINGS_PER_VOICE: Final = 5
_FLITE_RENDERINGS: Final = 14


@dataclass
class Corpus:
    """Clips by language, kind of source and speaker."""

    digits: dict[tuple[str, str], dict[str, list[Clip]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    others: dict[str, list[Clip]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, clips: Iterable[Clip]) -> None:
        """File clips under their language, kind and speaker."""
        for clip in clips:
            self.digits[clip.language, kind][clip.speaker].append(clip)

    def add_others(self, clips: Iterable[Clip]) -> None:
        """File clips of words that are not digits."""
        for clip in clips:
            self.others[clip.language].append(clip)


def recorded_clips(folder: Path) -> Iterator[tuple[int, Clip]]:
    """Read the Free Spoken Digit Dataset (`{digit}_{speaker}_{take}.wav`) with take numbers."""
    for path in sorted(folder.glob("*.wav")):
        digit, speaker, take = path.stem.split("_")
        yield int(take), make_clip(read_wave(path), (int(digit),), (0.0,), speaker, "en")


def _espeak_clips(engine: Espeak, voice: EspeakVoice, random: Random) -> Iterator[Clip]:
    """Let a voice say every digit alone, and some strings of digits in one breath."""
    texts: list[tuple[int, ...]] = [(digit,) for digit in range(10)]
    texts += [
        tuple(random.choices(range(10), k=random.randint(2, 6))) for _ in range(_STRINGS_PER_VOICE)
    ]
    for digits in texts:
        said = engine.say(
            spoken(voice.language, digits),
            voice.name, voice.words_per_minute, voice.pitch, voice.pitch_range,
        )  # fmt: skip
        if len(said.word_starts) == len(digits):
            yield make_clip(said.samples, digits, said.word_starts, voice.speaker, voice.language)


def _other_espeak_clips(engine: Espeak, voice: EspeakVoice, random: Random) -> Iterator[Clip]:
    for word in random.choices(OTHER_WORDS[voice.language], k=4):
        said = engine.say(word, voice.name, voice.words_per_minute, voice.pitch, voice.pitch_range)
        yield make_clip(said.samples, (NOT_A_DIGIT,), (0.0,), voice.speaker, voice.language)


def _flite_clips(voice: FliteVoice) -> Iterator[Clip]:
    for digit, word in enumerate(DIGIT_WORDS["en"]):
        samples = say_with_flite(word, voice.name, voice.stretch, voice.pitch_hertz)
        yield make_clip(samples, (digit,), (0.0,), voice.speaker, "en")


def build_corpora(data: Path, left_out: str | None, seed: int) -> tuple[Corpus, Corpus]:
    """Make the corpus to learn from and the one for the examination.

    A speaker who is `left_out` goes to the examination with all takes, under a kind of his own.
    """
    learned, examined = Corpus(), Corpus()
    for take, clip in recorded_clips(data):
        if clip.speaker == left_out:
            examined.add(LEFT_OUT, [clip])
        else:
            (examined if take in _EXAMINED_TAKES else learned).add(HUMAN, [clip])
    engine, random = Espeak(), Random(seed)
    for language in LANGUAGES:
        for voice in learned_voices(language, _SPEAKERS_PER_LANGUAGE, random):
            learned.add(SYNTHETIC, _espeak_clips(engine, voice, random))
            learned.add_others(_other_espeak_clips(engine, voice, random))
        for voice in examined_voices(language, random):
            examined.add(SYNTHETIC, _espeak_clips(engine, voice, random))
            examined.add_others(_other_espeak_clips(engine, voice, random))
    for flite_voice in flite_voices(FLITE_VOICES, _FLITE_RENDERINGS, random):
        learned.add(FLITE, _flite_clips(flite_voice))
    for flite_voice in flite_voices((EXAMINED_FLITE_VOICE,), 4, random):
        examined.add(FLITE, _flite_clips(flite_voice))
    return learned, examined

"""Who speaks: which voices are learned from and which are only listened to in the examination."""

from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Final

ACCENTS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("en-us", "en", "en-gb-scotland", "en-gb-x-rp", "en-us-nyc", "en-gb-x-gbclan", "en-029"),
    "de": ("de",),
    "fr": ("fr", "fr-be", "fr-ch"),
    "es": ("es", "es-419"),
}
"""Accents of espeak-ng; `en` is British English. West Midlands is in the examination only."""

_VARIANTS: Final = (
    "Alex Alicia Andy Annie antonio aunty belinda benjamin boris caleb david Denis Diogo ed edward "
    "edward2 Gene Gene2 gustave announcer Henrique iven iven2 iven3 iven4 Jacky john kaukovalta "
    "Lee linda marcelo Marco Mario Michael michel miguel paul pedro quincy RicishayMax "
    "RicishayMax2 rob robert robosoft robosoft2 robosoft3 robosoft5 robosoft8 steph steph3 Storm "
    "Tweaky UniRobot zac anika AnxiousAndy f1 f2 f3 f5 whisperf klatt klatt3 klatt4 klatt5 m1 m2 "
    "m3 m4 m5 m7 m8 norbert shelby travis victor whisper croak grandma"
)
_EXAMINED_VARIANTS: Final = (
    "Andrea Mike Hugo max pablo steph2 adam sandro f4 m6 klatt2 klatt6 grandpa fast"
)
_EXAMINED_ACCENTS: Final[dict[str, tuple[str, ...]]] = {
    **ACCENTS,
    "en": (*ACCENTS["en"], "en-gb-x-gbcwmd"),
}
FLITE_VOICES: Final = ("kal", "kal16", "awb", "slt")
EXAMINED_FLITE_VOICE: Final = "rms"
_FLITE_PITCH: Final = {"kal": 105.0, "kal16": 105.0, "awb": 125.0, "slt": 175.0, "rms": 95.0}


@dataclass(frozen=True)
class EspeakVoice:
    """One way in which espeak-ng can speak."""

    language: str
    name: str
    words_per_minute: int
    pitch: int
    pitch_range: int

    @property
    def speaker(self) -> str:
        """Name the voice with its settings."""
        return f"{self.name}/{self.words_per_minute}/{self.pitch}"


@dataclass(frozen=True)
class FliteVoice:
    """One way in which flite can speak English."""

    name: str
    stretch: float
    pitch_hertz: float

    @property
    def speaker(self) -> str:
        """Name the voice with its settings."""
        return f"flite-{self.name}/{self.stretch:.2f}/{self.pitch_hertz:.0f}"


def _voice(language: str, name: str, random: Random) -> EspeakVoice:
    return EspeakVoice(
        language, name, random.randint(95, 240), random.randint(15, 85), random.randint(20, 80)
    )


def learned_voices(language: str, count: int, random: Random) -> list[EspeakVoice]:
    """Draw voices to train with; the unvaried voices of each accent come twice as often."""
    pairs = list(product(ACCENTS[language], _VARIANTS.split()))
    plain = list(ACCENTS[language]) * max(2, count // (12 * len(ACCENTS[language])))
    varied = [f"{accent}+{variant}" for accent, variant in random.choices(pairs, k=count)]
    return [_voice(language, name, random) for name in [*plain, *varied]]


def examined_voices(language: str, random: Random) -> list[EspeakVoice]:
    """Draw one voice for each variant that the training never hears."""
    return [
        _voice(language, f"{random.choice(_EXAMINED_ACCENTS[language])}+{variant}", random)
        for variant in _EXAMINED_VARIANTS.split()
    ]


def flite_voices(names: tuple[str, ...], renderings: int, random: Random) -> list[FliteVoice]:
    """Vary the tempo and the pitch of each flite voice."""
    return [
        FliteVoice(name, random.uniform(0.75, 1.35), _FLITE_PITCH[name] * random.uniform(0.8, 1.3))
        for name in names
        for _ in range(renderings)
    ]

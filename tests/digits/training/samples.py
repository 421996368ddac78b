"""Make the recordings: `python -m tests.digits.training.samples --output tests/digits/samples`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from scipy.io import wavfile

from tests.digits.training.acoustics import coloured_noise
from tests.digits.training.clips import make_clip
from tests.digits.training.features import SAMPLE_RATE
from tests.digits.training.languages import DIGIT_WORDS, spoken
from tests.digits.training.speech_synthesis import Espeak, Waveform, say_with_flite

SAID: Final[dict[str, tuple[int, ...]]] = {
    "en": (3, 1, 4, 1, 5, 9, 2, 6),
    "de": (2, 7, 1, 8, 2, 8, 0, 4),
    "fr": (1, 6, 1, 8, 0, 3, 9, 7),
    "es": (5, 7, 2, 0, 4, 6, 8, 9),
}
"""The digits of each sample: pieces of pi and e, of the golden ratio, and a number."""
_ESPEAK_VOICES: Final = {"de": "de+f2", "fr": "fr+m3", "es": "es+f5"}
_SECONDS: Final = 8.0
_FIRST_WORD: Final = 0.4
_GAPS: Final = (0.35, 0.4, 0.35, 0.9, 0.4, 0.35, 0.45)
_PEAK: Final = 0.5
_NOISE: Final = 0.0005
_SEED: Final = 11


def _speaker(language: str, engine: Espeak) -> Callable[[str], Waveform]:
    if language == "en":
        return lambda word: say_with_flite(word, "slt", stretch=1.1, pitch_hertz=170.0)
    voice = _ESPEAK_VOICES[language]
    return lambda word: (
        engine.say(word, voice, words_per_minute=150, pitch=50, pitch_range=50).samples
    )


def _read_out(language: str, engine: Espeak) -> Waveform:
    """Say the digits of a sample one after the other over a very faint noise."""
    say = _speaker(language, engine)
    length = int(_SECONDS * SAMPLE_RATE)
    sound = np.zeros(length, np.float32)
    position = _FIRST_WORD
    for digit, gap in zip(SAID[language], (*_GAPS, 0.0), strict=True):
        clip = make_clip(say(DIGIT_WORDS[language][digit]), (digit,), (0.0,), "", language)
        begin = int(position * SAMPLE_RATE)
        sound[begin : begin + len(clip.samples)] += clip.samples
        position += len(clip.samples) / SAMPLE_RATE + gap
    sound *= _PEAK / np.abs(sound).max()
    return sound + _NOISE * coloured_noise(0.5, length, np.random.default_rng(_SEED))


def _description() -> str:
    rows = "\n".join(
        f"| `digits-{language}.wav` | {language} | {spoken(language, digits)} |"
        for language, digits in SAID.items()
    )
    return (
        "# Samples\n\n"
        "Digits read out by free speech synthesisers (English: flite's voice `slt`; the others:\n"
        f"espeak-ng), {_SECONDS:.0f} s each, 16 kHz, mono. They are made, with this file, by\n\n"
        "```sh\npython -m tests.digits.training.samples --output tests/digits/samples\n```\n\n"
        "and hold nothing that anybody else owns.\n\n"
        f"| file | language | what is said |\n|---|---|---|\n{rows}\n"
    )


def main() -> None:
    """Write the sounds and their description."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("tests/digits/samples"))
    folder: Path = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    engine = Espeak()
    for language in SAID:
        sound = (_read_out(language, engine) * 32767).astype(np.int16)
        wavfile.write(folder / f"digits-{language}.wav", SAMPLE_RATE, sound)
    (folder / "README.md").write_text(_description(), encoding="utf-8")


if __name__ == "__main__":
    main()

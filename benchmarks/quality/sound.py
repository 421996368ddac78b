"""Find the speech in a recording with a detector that neither side uses."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from faster_whisper.audio import decode_audio
from faster_whisper.vad import VadOptions, get_speech_timestamps

from benchmarks.quality.outcome import Span

_RATE: Final = 16_000
# Silero as its authors set it, but pauses end a stretch as soon as they are longer than a breath,
# and nothing is added around it: what counts is where somebody speaks.
_STRICT: Final = VadOptions(min_silence_duration_ms=300, speech_pad_ms=0)
# Whatever may be speech: a cue that lasts where not even this finds any lies over silence.
_LENIENT: Final = VadOptions(threshold=0.2, min_silence_duration_ms=300, speech_pad_ms=200)


@dataclass(frozen=True, slots=True)
class Sound:
    """How long a recording is in seconds, where it holds speech, and where it may."""

    seconds: float
    speech: tuple[Span, ...]
    perhaps_speech: tuple[Span, ...]


def listen(path: Path) -> Sound:
    """Decode a recording and find the speech in it."""
    samples = decode_audio(str(path), sampling_rate=_RATE)
    return Sound(len(samples) / _RATE, _found(samples, _STRICT), _found(samples, _LENIENT))


def _found(samples: object, options: VadOptions) -> tuple[Span, ...]:
    found = get_speech_timestamps(samples, options)
    return tuple(Span(each["start"] / _RATE, each["end"] / _RATE) for each in found)

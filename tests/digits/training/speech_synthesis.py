"""Bindings to the two free speech synthesisers: espeak-ng (in process) and flite (by command)."""

import ctypes
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import wavfile
from scipy.signal import resample_poly

from tests.digits.training.features import SAMPLE_RATE

Waveform = NDArray[np.float32]

_LIBRARY = "libespeak-ng.so.1"
_SYNCHRONOUS = 2  # espeak_ng.h: AUDIO_OUTPUT_SYNCHRONOUS, samples go to the callback only
_WORD_EVENT = 1  # espeakEVENT_WORD
_CHARS_UTF8 = 1  # espeakCHARS_UTF8
_RATE, _PITCH, _RANGE = 1, 3, 4  # espeak_PARAMETER: words a minute, base pitch, its spread
_FULL_SCALE = 32768.0


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class SpokenText:
    """What espeak-ng said: samples at 16 kHz and, in seconds, where each word begins."""

    samples: Waveform
    word_starts: tuple[float, ...]


class Espeak:
    """One espeak-ng engine. The library keeps global state: make one per process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(_LIBRARY)
        self._native_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
        self._samples: list[NDArray[np.int16]] = []
        self._word_starts: list[float] = []
        self._callback = _Callback(self._collect)  # kept: the library holds only a pointer
        self._library.espeak_SetSynthCallback(self._callback)

    def _collect(self, samples, count, events):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if samples and count > 0:
            self._samples.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type:
            if events[index].type == _WORD_EVENT:
                self._word_starts.append(events[index].audio_position / 1000.0)
            index += 1
        return 0

    def say(
        self, text: str, voice: str, words_per_minute: int, pitch: int, pitch_range: int
    ) -> SpokenText:
        """Speak with a voice such as `de+f2`; pitch and its range go from 0 to 100."""
        self._samples.clear()
        self._word_starts.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            message = f"espeak-ng has no voice {voice!r}"
            raise LookupError(message)
        settings = ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, pitch_range))
        for parameter, value in settings:
            self._library.espeak_SetParameter(parameter, value, 0)
        encoded = text.encode() + b"\0"
        self._library.espeak_Synth(
            encoded, ctypes.c_size_t(len(encoded)), 0, 1, 0, _CHARS_UTF8, None, None
        )
        sound = np.concatenate(self._samples) if self._samples else np.zeros(1, np.int16)
        return SpokenText(to_16_khz(sound, self._native_rate), tuple(self._word_starts))


def to_16_khz(samples: NDArray[np.int16], rate: int) -> Waveform:
    """Resample 16-bit samples to 16 kHz floats between -1 and 1."""
    floats = samples.astype(np.float32) / _FULL_SCALE
    if rate == SAMPLE_RATE:
        return floats
    divisor = int(np.gcd(rate, SAMPLE_RATE))
    resampled = resample_poly(floats, SAMPLE_RATE // divisor, rate // divisor)
    return np.asarray(resampled, dtype=np.float32)


def read_wave(path: Path) -> Waveform:
    """Read a mono 16-bit wave file as 16 kHz floats."""
    rate, samples = wavfile.read(path)
    return to_16_khz(samples, rate)


@contextmanager
def _scratch_file() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "speech.wav"


def say_with_flite(text: str, voice: str, stretch: float, pitch_hertz: float) -> Waveform:
    """Speak one English text with a flite voice, `stretch` times as long as usual."""
    with _scratch_file() as path:
        command = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
        command += ["--setf", f"duration_stretch={stretch}"]
        command += ["--setf", f"int_f0_target_mean={pitch_hertz}"]
        subprocess.run(command, check=True, capture_output=True)
        return read_wave(path)

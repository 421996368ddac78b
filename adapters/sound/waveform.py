"""Measure the waveforms of recordings."""

from functools import partial
from typing import Final

import numpy as np
from typing_extensions import override

from adapters.sound.pcm import Samples
from adapters.sound.processes.interruption import Interruption
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.speech.spoken_track import open_spoken
from adapters.sound.threads import ended, in_thread, lower_priority, outcome_of
from application.ports.blobs import BlobStore
from application.ports.waveforms import WaveformReader
from domain.errors.transcription import AudioUnreadableError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey
from domain.waveform import MOST_PEAKS, Waveform

_FINEST_SAMPLES: Final = 160  # 10 ms at 16 kHz
_DIGITS: Final = 4


class AvWaveformReader(WaveformReader):
    """Measures the sound that a process decodes, in a thread for each recording."""

    def __init__(self, blobs: BlobStore, processes: DecodingProcesses) -> None:
        self._blobs = blobs
        self._processes = processes

    @override
    async def measure(self, key: BlobKey, track: int | None = None) -> Waveform:
        interruption = Interruption()
        measuring = in_thread(partial(self._measured, key, track, interruption), "waveform")
        try:
            return await outcome_of(measuring)
        finally:
            interruption()
            await ended(measuring)

    def _measured(self, key: BlobKey, track: int | None, interruption: Interruption) -> Waveform:
        lower_priority()
        peaks = _Peaks()
        with (
            self._blobs.open(key) as file,
            self._processes.acquire() as process,
            interruption.ends(process.interrupt),
        ):
            process.lower_priority()
            try:
                recording = open_spoken(process, file, track)
                for rows in recording.blocks():
                    peaks.add(rows[0])
            except AudioUnreadableError as error:
                raise UnsupportedAudioError(str(error)) from error
        return Waveform(round(recording.decoded_seconds, 3), peaks.all())


class _Peaks:
    """The maxima of equally long steps; the steps are doubled when there are too many."""

    def __init__(self) -> None:
        self._step = _FINEST_SAMPLES
        self._maxima: Samples = np.zeros(0, dtype=np.float32)
        self._rest: Samples = np.zeros(0, dtype=np.float32)

    def add(self, samples: Samples) -> None:
        """Take the next samples."""
        loudness = np.concatenate((self._rest, np.abs(samples)))
        whole = len(loudness) - len(loudness) % self._step
        found = loudness[:whole].reshape(-1, self._step).max(axis=1)
        self._maxima = np.concatenate((self._maxima, found))
        self._rest = loudness[whole:]
        while len(self._maxima) >= MOST_PEAKS:
            self._halve()

    def all(self) -> tuple[float, ...]:
        """Return all maxima; the last is that of the incomplete step."""
        last = [self._rest.max()] if len(self._rest) else []
        return tuple(min(1.0, round(float(peak), _DIGITS)) for peak in (*self._maxima, *last))

    def _halve(self) -> None:
        pairs = len(self._maxima) // 2 * 2
        # A step without a partner is turned back into samples of the same length and peak.
        odd = np.repeat(self._maxima[pairs:], self._step)
        self._rest = np.concatenate((odd, self._rest))
        self._maxima = self._maxima[:pairs].reshape(-1, 2).max(axis=1)
        self._step *= 2

"""From the channels of a recording to what is heard: their mix, one of them, or each."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from domain.errors import UnsupportedAudioError
from domain.options import Channels

Rows = NDArray[np.float32]
"""Sound of several channels: one row of samples for each, all equally long."""

# Each takes as much work as a recording of its own.
MOST_SEPARATE: Final = 8

_CELL_SAMPLES: Final = SAMPLE_RATE_HZ // 5
_FADE_SAMPLES: Final = SAMPLE_RATE_HZ // 50
# From here on two channels cancel each other: of two that are equally loud, a quarter of the
# energy of one is left. Two voices that have nothing in common have a correlation of 0.
_OPPOSITE: Final = -0.5
# Mean square below which a stretch is taken for silence: -80 dB of full scale.
_SILENT: Final = 1e-8

# How loud each place around the listener is in the mix, as FFmpeg mixes to one channel: speech
# comes from the centre, and nothing of it from the subwoofer.
_WEIGHTS: Final = {"FC": 1.0, "FL": 0.7071, "FR": 0.7071, "LFE": 0.0, "LFE2": 0.0}
_ELSEWHERE: Final = 0.5


class Hearing(Protocol):
    """Turns the channels of a recording, stretch by stretch, into the rows that are heard."""

    @property
    def rows(self) -> int:
        """How many rows are heard."""
        return 1

    def __call__(self, sound: Rows, places: Sequence[str]) -> Rows:
        """Give (rows, samples) for (channels, samples); `places` names the channels, as "FL"."""


class Mix(Hearing):
    """Mixes all channels into one row, without letting them cancel each other.

    A channel of opposite phase (a cable with two wires swapped, a balanced line on a stereo input)
    is turned round before it is added. That is decided anew for each fifth of a second, by the
    correlation with the channel before it that is most like it; a channel stays as it is until the
    opposite is clearly better, so nothing flutters where two channels have nothing in common.
    """

    def __init__(self) -> None:
        self._places: tuple[str, ...] = ()
        self._signs: Samples | None = None

    @override
    def __call__(self, sound: Rows, places: Sequence[str]) -> Rows:
        if len(sound) == 1:
            return sound
        if self._places != tuple(places):
            self._places, self._signs = tuple(places), None
        weights = _weights(places)
        return np.concatenate([self._mixed(cell, weights) for cell in _cells(sound)])[None]

    def _mixed(self, cell: Rows, weights: Samples) -> Samples:
        before = self._signs
        unturned = np.ones(len(cell), dtype=np.float32)
        self._signs = _agreeing_signs(_correlations(cell), unturned if before is None else before)
        mixed = _sum(cell, weights * self._signs)
        if before is not None and not np.array_equal(before, self._signs):
            ramp = np.linspace(1.0, 0.0, min(_FADE_SAMPLES, len(mixed)), dtype=np.float32)
            turning = _sum(cell[:, : len(ramp)], weights * (before - self._signs))
            mixed[: len(ramp)] += ramp * turning
        return mixed


class OneChannel(Hearing):
    """Hears one channel, counted from 0; sound that has it not (a part in mono) is mixed."""

    def __init__(self, index: int) -> None:
        self._index = index
        self._mix = Mix()

    @override
    def __call__(self, sound: Rows, places: Sequence[str]) -> Rows:
        if self._index < len(sound):
            return sound[self._index : self._index + 1]
        return self._mix(sound, places)


class EachChannel(Hearing):
    """Hears every channel for itself.

    A part with another number of channels than the recording has is mixed into the first row, so
    that nothing of it is lost.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._mix = Mix()

    @property
    @override
    def rows(self) -> int:
        return self._number

    @override
    def __call__(self, sound: Rows, places: Sequence[str]) -> Rows:
        if len(sound) == self._number:
            return sound
        rows = np.zeros((self._number, sound.shape[1]), dtype=np.float32)
        rows[0] = self._mix(sound, places)[0]
        return rows


def hearing_of(choice: Channels, number: int) -> Hearing:
    """Say how a recording is heard that has so many channels, or 0 where that is not known yet.

    Raises UnsupportedAudioError where what was chosen is not there.
    """
    if choice is Channels.MIX or (choice is Channels.SEPARATE and number <= 1):
        return Mix()
    if choice is Channels.SEPARATE:
        if number > MOST_SEPARATE:
            raise UnsupportedAudioError(
                f"The recording has {number} channels; separate takes {MOST_SEPARATE} at most. "
                "Choose channels=mix."
            )
        return EachChannel(number)
    if choice is Channels.SECOND and number == 1:
        raise UnsupportedAudioError(
            "The recording has one channel, so there is no second one. Choose channels=mix."
        )
    return OneChannel(0 if choice is Channels.FIRST else 1)


def _sum(sound: Rows, weights: Samples) -> Samples:
    summed: Samples = np.asarray(weights @ sound, dtype=np.float32)
    return summed


def _weights(places: Sequence[str]) -> Samples:
    named = [_WEIGHTS.get(place, _ELSEWHERE) for place in places]
    weights = np.array(named, dtype=np.float32)
    return weights / weights.sum() if weights.any() else np.full_like(weights, 1 / len(named))


def _cells(sound: Rows) -> list[Rows]:
    """Cut into fifths of a second, of which the last may be longer."""
    number = max(1, sound.shape[1] // _CELL_SAMPLES)
    return np.split(sound, [_CELL_SAMPLES * each for each in range(1, number)], axis=1)


def _correlations(cell: Rows) -> NDArray[np.float32]:
    """Give the correlation of each channel with each other; 0 where one of them is silent.

    A constant part (cheap converters add one) is no sound and does not count.
    """
    swings = cell - cell.mean(axis=1, keepdims=True) if cell.shape[1] else cell
    products = swings @ swings.T
    energies = np.diag(products)
    heard = energies > _SILENT * cell.shape[1]
    scale = np.where(heard, 1 / np.sqrt(np.where(heard, energies, 1.0)), 0.0)
    found: NDArray[np.float32] = products * np.outer(scale, scale)
    return found


def _agreeing_signs(correlations: NDArray[np.float32], before: Samples) -> Samples:
    """Turn round each channel that is the opposite of the one before it that is most like it."""
    signs = before.copy()
    for channel in range(1, len(signs)):
        likeness = correlations[channel, :channel]
        nearest = int(np.argmax(np.abs(likeness)))
        if likeness[nearest] * signs[nearest] * signs[channel] < _OPPOSITE:
            signs[channel] = -signs[channel]
    return signs

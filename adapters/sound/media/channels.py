"""Turn the channels of a recording into the rows to transcribe: their mix, one, or each."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from domain.errors.uploads import UnsupportedAudioError
from domain.options import Channels

Rows = NDArray[np.float32]
"""Sound of several channels: one row of samples for each, all equally long."""

# Each channel takes as much work as a separate recording.
MOST_SEPARATE: Final = 8

_CELL_SAMPLES: Final = SAMPLE_RATE_HZ // 5
_FADE_SAMPLES: Final = SAMPLE_RATE_HZ // 50
# Below this correlation two channels cancel each other: of two equally loud ones, at most a quarter
# of the energy of one is left. Two independent voices have a correlation of 0.
_OPPOSITE: Final = -0.5
# Below this mean square sound counts as silence: -80 dB of full scale.
_SILENT: Final = 1e-8

# The weight of each speaker position in the mix, as FFmpeg mixes to one channel: speech comes from
# the centre, and never from the subwoofer.
_WEIGHTS: Final = {"FC": 1.0, "FL": 0.7071, "FR": 0.7071, "LFE": 0.0, "LFE2": 0.0}
_ELSEWHERE: Final = 0.5


class ChannelSelection(Protocol):
    """Turns the channels of a recording, block by block, into the rows to transcribe."""

    @property
    def rows(self) -> int:
        """The number of rows."""
        return 1

    def __call__(self, sound: Rows, places: Sequence[str]) -> Rows:
        """Return (rows, samples) for (channels, samples); `places` are their names, like "FL"."""


class Mix(ChannelSelection):
    """Mixes all channels into one row, without letting them cancel each other.

    A channel of opposite phase (a cable with two wires swapped, a balanced line on a stereo input)
    is inverted before it is added. That is decided for each fifth of a second by the correlation
    with the most similar channel before it. A channel keeps its sign until the opposite is clearly
    better, so the sign does not flicker if two channels are independent.
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
        unchanged = np.ones(len(cell), dtype=np.float32)
        self._signs = _agreeing_signs(_correlations(cell), unchanged if before is None else before)
        mixed = _sum(cell, weights * self._signs)
        if before is not None and not np.array_equal(before, self._signs):
            ramp = np.linspace(1.0, 0.0, min(_FADE_SAMPLES, len(mixed)), dtype=np.float32)
            change = _sum(cell[:, : len(ramp)], weights * (before - self._signs))
            mixed[: len(ramp)] += ramp * change
        return mixed


class OneChannel(ChannelSelection):
    """Selects one channel, counted from 0; sound without it (such as a mono part) is mixed."""

    def __init__(self, index: int) -> None:
        self._index = index
        self._mix = Mix()

    @override
    def __call__(self, sound: Rows, places: Sequence[str]) -> Rows:
        if self._index < len(sound):
            return sound[self._index : self._index + 1]
        return self._mix(sound, places)


class EachChannel(ChannelSelection):
    """Selects every channel as a row.

    A part with another number of channels than the recording is mixed into the first row, so that
    none of it is lost.
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


def select_channels(choice: Channels, number: int) -> ChannelSelection:
    """Return the selection for a recording with `number` channels; 0 if that is not known yet.

    Raises UnsupportedAudioError if the recording lacks the chosen channels.
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
    """Cut into fifths of a second; the last one may be longer."""
    number = max(1, sound.shape[1] // _CELL_SAMPLES)
    return np.split(sound, [_CELL_SAMPLES * each for each in range(1, number)], axis=1)


def _correlations(cell: Rows) -> NDArray[np.float32]:
    """Return the correlation of each channel with each other; 0 if one of them is silent.

    A constant offset (cheap converters add one) is not sound and is ignored.
    """
    swings = cell - cell.mean(axis=1, keepdims=True) if cell.shape[1] else cell
    products = swings @ swings.T
    energies = np.diag(products)
    heard = energies > _SILENT * cell.shape[1]
    scale = np.where(heard, 1 / np.sqrt(np.where(heard, energies, 1.0)), 0.0)
    found: NDArray[np.float32] = products * np.outer(scale, scale)
    return found


def _agreeing_signs(correlations: NDArray[np.float32], before: Samples) -> Samples:
    """Invert each channel that is the opposite of the most similar channel before it."""
    signs = before.copy()
    for channel in range(1, len(signs)):
        likeness = correlations[channel, :channel]
        nearest = int(np.argmax(np.abs(likeness)))
        if likeness[nearest] * signs[nearest] * signs[channel] < _OPPOSITE:
            signs[channel] = -signs[channel]
    return signs

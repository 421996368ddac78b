"""A waveform: how loud a recording is, from its start to its end."""

from dataclasses import dataclass
from typing import Final

MOST_PEAKS: Final = 4_000  # more than the pixels of any screen


@dataclass(frozen=True, slots=True)
class Waveform:
    """The peak level, 0 to 1, of each of up to `MOST_PEAKS` equal stretches of a recording."""

    duration_seconds: float
    peaks: tuple[float, ...]

"""How closely a recording is listened to."""

from dataclasses import dataclass
from typing import Final

STRETCH_SECONDS: Final = 60
WINDOW_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """The step between windows, and how much of each voice is embedded, in seconds.

    Of a window its middle counts, twice `kept_half`; the steps may not be longer. An embedding is
    taken from `longest_crop` seconds of a voice at most, and none from less than `shortest_crop`.
    The step has to divide a minute, and to be a whole multiple of 10 ms.
    """

    step: float = 2.5
    kept_half: float = 2.5
    longest_crop: float = 5.0
    shortest_crop: float = 0.16

"""How closely a recording is listened to."""

from dataclasses import dataclass
from typing import Final

STRETCH_SECONDS: Final = 60
WINDOW_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """The steps between windows, and how much of each voice is embedded, in seconds.

    Windows begin each `fine_step` until `fine_until`, and each `step` after that: a long recording
    holds enough of each voice, and costs half as much so. Of a window its middle counts, twice
    `kept_half`, which no step may exceed. An embedding is taken from `longest_crop` seconds of a
    voice at most, and none from less than `shortest_crop`. Both steps divide a minute, and are
    whole multiples of 10 ms; `fine_until` is a whole minute.
    """

    fine_step: float = 2.5
    fine_until: float = 600.0
    step: float = 5.0
    kept_half: float = 2.5
    longest_crop: float = 3.5
    shortest_crop: float = 0.16

    def step_at(self, seconds: float) -> float:
        """Return the step between the windows that begin in the minute at this position."""
        return self.fine_step if seconds < self.fine_until else self.step

"""Count repeated log lines and limit how often each kind is written."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

WINDOW_SECONDS: Final = 60.0
# A line with a traceback is about as long as ten lines without.
_TRACEBACK_COSTS: Final = 10
# So many kinds are counted separately; all others share one count.
_MOST_KINDS: Final = 1_000
_OTHERS: Final = ("others",)


@dataclass(slots=True)
class _Window:
    ends: float
    spent: int = 0
    left_out: int = 0


class Repetition:
    """Counts lines by kind, and says which of them exceed the limit of a minute."""

    def __init__(self, lines_per_minute: int, clock: Callable[[], float]) -> None:
        """Allow so many lines a minute of each kind, or a tenth of that with tracebacks."""
        self._most = lines_per_minute
        self._clock = clock
        self._windows: dict[Hashable, _Window] = {}
        self._look_at = float("inf")

    def admits(self, kind: Hashable, *, has_traceback: bool) -> bool:
        """Count a line and say whether it may be written. Call `left_out` first."""
        window = self._window(kind)
        window.spent += _TRACEBACK_COSTS if has_traceback else 1
        if window.spent <= self._most:
            return True
        window.left_out += 1
        self._look_at = min(self._look_at, window.ends)
        return False

    def left_out(self, *, now: bool = False) -> Sequence[tuple[Hashable, int]]:
        """Report once what was left out in each minute that has ended; `now` ends all of them."""
        time = float("inf") if now else self._clock()
        if time < self._look_at:
            return ()
        ended = [kind for kind, window in self._windows.items() if window.ends <= time]
        told = [(kind, self._windows.pop(kind).left_out) for kind in ended]
        going_on = (window.ends for window in self._windows.values() if window.left_out)
        self._look_at = min(going_on, default=float("inf"))
        return [(kind, lines) for kind, lines in told if lines]

    def _window(self, kind: Hashable) -> _Window:
        now = self._clock()
        window = self._windows.get(kind)
        if window is None and len(self._windows) >= _MOST_KINDS:
            self._forget(now)
            kind = _OTHERS if len(self._windows) >= _MOST_KINDS else kind
            window = self._windows.get(kind)
        if window is None or (window.ends <= now and not window.left_out):
            window = self._windows[kind] = _Window(now + WINDOW_SECONDS)
        return window

    def _forget(self, now: float) -> None:
        """Drop ended minutes in which nothing was left out."""
        for kind in [k for k, w in self._windows.items() if w.ends <= now and not w.left_out]:
            del self._windows[kind]

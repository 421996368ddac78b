"""Short calls that lanes run ahead of windows: speech is transcribed while it is spoken."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

from application.limits.last_served import LastServed
from domain.user import UserId

# After this many calls in a row the windows of recordings get a turn, so that none starves.
_MOST_IN_A_ROW: Final = 4


@dataclass(frozen=True, eq=False, slots=True)
class LaneCall:
    """Work that a lane does in one piece. `urgent` calls go before others."""

    work: Callable[[], Any]
    owner: UserId | None
    urgent: bool
    outcome: Future[Any] = field(default_factory=Future)

    def run(self) -> None:
        """Do the work, unless it was cancelled; its result or its error is the outcome's."""
        if not self.outcome.set_running_or_notify_cancel():
            return
        try:
            self.outcome.set_result(self.work())
        except Exception as error:  # noqa: BLE001 (a lane must survive any failure of a call)
            self.outcome.set_exception(error)

    def fail(self, error: Exception) -> None:
        """Give up the work, unless it was cancelled."""
        if self.outcome.set_running_or_notify_cancel():
            self.outcome.set_exception(error)


class CallQueue:
    """The calls that wait for a lane: the urgent ones first, then by user, who take turns.

    The scheduler holds its lock whenever it uses the queue.
    """

    def __init__(self) -> None:
        self._waiting: list[LaneCall] = []
        self._users = LastServed()
        self._in_a_row = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, call: LaneCall) -> None:
        """Add a call."""
        self._waiting.append(call)

    def take(self, *, windows_wait: bool) -> LaneCall | None:
        """Take the next call; None if there is none, or if it is the turn of a waiting window."""
        self._waiting = [call for call in self._waiting if not call.outcome.cancelled()]
        if not self._waiting:
            return None
        if windows_wait and self._in_a_row >= _MOST_IN_A_ROW:
            self._in_a_row = 0
            return None
        self._in_a_row = self._in_a_row + 1 if windows_wait else 0
        call = min(self._waiting, key=lambda each: (not each.urgent, self._users.turn(each.owner)))
        self._waiting.remove(call)
        self._users.note(call.owner)
        return call

    def clear(self) -> list[LaneCall]:
        """Take all calls."""
        waiting, self._waiting = self._waiting, []
        return waiting

"""Hold waiting messages in memory, and choose the next one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from adapters.queue.worker_places import WorkerPlaces
from application.limits.last_served import LastServed
from application.ports.queue import TURNS, JobMessage
from domain.job import JobId
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class Line:
    """A waiting line: the messages of one user, either for short recordings or for others."""

    owner: UserId | None
    is_short: bool

    @classmethod
    def of(cls, message: JobMessage) -> "Line":
        """Return the line of a message."""
        return cls(message.owner, message.is_short)


class WaitingMessages:
    """Waiting messages by urgency; within one urgency, users take turns.

    Each line is a FIFO from which any message can be removed in O(1). Choosing looks at every line;
    each user has at most two.
    """

    def __init__(self, places: WorkerPlaces) -> None:
        self._places = places
        self._lines: dict[int, dict[Line, dict[JobId, int]]] = {turn: {} for turn in TURNS}
        self._where: dict[JobId, tuple[int, Line]] = {}
        self._numbers = count()
        self._last_served = LastServed()

    def __contains__(self, job_id: JobId) -> bool:
        return job_id in self._where

    def __len__(self) -> int:
        return len(self._where)

    def add(self, message: JobMessage) -> None:
        """Add a message to the end of its line."""
        line = Line.of(message)
        self._lines[message.turn].setdefault(line, {})[message.job_id] = next(self._numbers)
        self._where[message.job_id] = message.turn, line

    def discard(self, job_id: JobId) -> None:
        """Remove a message; unknown ids are no error."""
        turn, line = self._where.pop(job_id, (None, None))
        if turn is None or line is None:
            return
        jobs = self._lines[turn][line]
        del jobs[job_id]
        if not jobs:
            del self._lines[turn][line]

    def take(self, running: Mapping[JobId, Line]) -> tuple[JobId, Line] | None:
        """Take the most urgent message whose job may start beside the running ones.

        Among equally urgent messages, the user with the fewest running jobs goes first, then the
        user who was served least recently, then the oldest message. No job runs twice at once.
        """
        busy = Counter(line.owner for line in running.values())
        for lines in self._lines.values():
            found = list(self._candidates(lines, running))
            if found:
                _, job_id, line = min(found, key=lambda one: self._order(one, busy))
                self.discard(job_id)
                self._last_served.note(line.owner)
                return job_id, line
        return None

    def _candidates(
        self, lines: Mapping[Line, Mapping[JobId, int]], running: Mapping[JobId, Line]
    ) -> Iterator[tuple[int, JobId, Line]]:
        """Yield the first startable message of each line, with its number."""
        taken = Counter(running.values())
        for line, jobs in lines.items():
            if self._may_begin(line, taken):
                first = next((job_id for job_id in jobs if job_id not in running), None)
                if first is not None:
                    yield jobs[first], first, line

    def _may_begin(self, line: Line, taken: Counter[Line]) -> bool:
        total = taken.total()
        has_short = taken[Line(line.owner, is_short=True)] > 0
        is_new = not has_short and not taken[Line(line.owner, is_short=False)]
        return (
            total < self._places.for_all
            or (total < self._places.for_new_users and is_new)
            or (total < self._places.in_all and line.is_short and not has_short)
        )

    def _order(
        self, candidate: tuple[int, JobId, Line], busy: Counter[UserId | None]
    ) -> tuple[int, int, int]:
        number, _, line = candidate
        return busy[line.owner], self._last_served.turn(line.owner), number

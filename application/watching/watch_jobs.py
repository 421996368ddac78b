"""Stream the events of all jobs of a user."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from application.ports.clock import Clock
from application.ports.event_bus import Entry, EntryId, EventBus, Topic
from application.ports.unit_of_work import UnitOfWorkFactory
from application.watching.job_states import JobStates
from application.watching.open_streams import OpenStreams
from application.watching.watch_pace import Pace, WatchPolicy, within
from domain.errors.capacity import DatabaseUnavailableError
from domain.user import User


@dataclass(frozen=True, slots=True)
class WatchJobs:
    """Yield the events of all the caller's jobs while the caller is connected.

    Entries of the bus are passed on as they are. If the bus lost some, or its history does not
    reach back far enough, the present state of each job is sent once instead: missed segments are
    not sent again then, and something may be sent twice.
    """

    unit_of_work: UnitOfWorkFactory
    bus: EventBus
    clock: Clock
    streams: OpenStreams = field(default_factory=OpenStreams)
    policy: WatchPolicy = field(default_factory=WatchPolicy)

    async def __call__(
        self, *, caller: User, after: EntryId | None = None
    ) -> AsyncGenerator[Entry | None, None]:
        """Yield what came `after` an entry, or from now on; None is a sign of life.

        Raise TooManyStreamsError before anything is yielded. An entry without an id does not
        change where its reader is.
        """
        since = datetime.fromtimestamp(after.milliseconds / 1000, UTC) if after else None
        states = JobStates(self.unit_of_work, caller.id, since or self.clock.now())
        pace = Pace(self.clock, self.policy)
        with (
            self.streams.one_more(caller),
            self.bus.subscribe(Topic(caller.id), after=after) as subscription,
        ):
            pace.looked(self.bus)
            if since is None:
                await states.changes(self.clock.now())  # the present state is not news
            yield None
            while True:
                arrived = await within(pace.pause(), subscription.take(), self.clock)
                for entry in await self._entries(arrived or (), states, pace):
                    yield entry
                    pace.told()
                if pace.is_beat_due():
                    yield None
                    pace.told()

    async def _entries(
        self, arrived: Sequence[Entry], states: JobStates, pace: Pace
    ) -> Sequence[Entry]:
        """Yield what has arrived, then what a look finds if one is due."""
        heard = []
        for entry in arrived:
            if entry.notice is not None:
                states.note(entry.notice)
                heard.append(entry)
        if len(heard) == len(arrived) and not pace.is_look_due():
            return heard
        pace.looked(self.bus)
        try:
            return heard + [
                Entry(None, notice) for notice in await states.changes(self.clock.now())
            ]
        except DatabaseUnavailableError:
            pace.hurry()
            return heard

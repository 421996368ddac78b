"""The event bus within one process."""

from contextlib import AbstractContextManager

from typing_extensions import override

from application.ports.clock import Clock
from application.ports.event_bus import EntryId, EventBus, Subscription, Topic
from application.watching.event_hub import EventHub
from application.watching.notices import notices_of
from domain.events import JobEvent


class MemoryEventBus(EventBus):
    """Carries events within this process.

    It is only `live` if this process runs all workers. If workers run elsewhere, set `alone` to
    False: then watchers poll the database.
    """

    def __init__(self, clock: Clock, *, alone: bool = True) -> None:
        self._clock = clock
        self._hub = EventHub()
        self._last = EntryId(_milliseconds(clock), 0)
        self._hub.begin(self._last)
        self._alone = alone

    @property
    @override
    def live(self) -> bool:
        return self._alone

    @property
    def watchers(self) -> int:
        """Count the present subscribers."""
        return self._hub.watchers

    @override
    async def publish(self, event: JobEvent) -> None:
        for notice in notices_of(event):
            # Never goes back, even if the clock is set back.
            self._last = max(
                EntryId(_milliseconds(self._clock), 0), EntryId(self._last[0], self._last[1] + 1)
            )
            self._hub.deliver(self._last, notice)

    @override
    def subscribe(
        self, topic: Topic, *, after: EntryId | None = None
    ) -> AbstractContextManager[Subscription]:
        return self._hub.subscribe(topic, after=after)


def _milliseconds(clock: Clock) -> int:
    return int(clock.now().timestamp() * 1000)

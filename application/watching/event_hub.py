"""Hand events from the bus to the watchers in this process."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from typing_extensions import override

from application.ports.event_bus import (
    MISSED,
    Entry,
    EntryId,
    Notice,
    Subscription,
    Topic,
)


class Mailbox(Subscription):
    """Holds the notices that one watcher has not read yet, up to a limit."""

    def __init__(self, capacity: int, *already: Entry) -> None:
        self._capacity = capacity
        self._entries: list[Entry] = list(already)
        self._arrived = asyncio.Event()
        if already:
            self._arrived.set()

    def put(self, entry: Entry) -> None:
        """Add a notice; if there are too many, drop all and tell the watcher to look."""
        if len(self._entries) < self._capacity:
            self._entries.append(entry)
        else:
            self._entries = [MISSED]
        self._arrived.set()

    @override
    async def take(self) -> Sequence[Entry]:
        await self._arrived.wait()
        self._arrived.clear()
        entries, self._entries = self._entries, []
        return entries


class EventHub:
    """Passes each notice to those who watch its job or its owner, and remembers the last ones.

    HISTORY entries are kept for watchers that reconnect, CAPACITY for each slow one. Nothing here
    waits.
    """

    CAPACITY: Final = 256
    HISTORY: Final = 1_000

    def __init__(self) -> None:
        self.live = False
        self._history: deque[tuple[EntryId, Notice]] = deque(maxlen=self.HISTORY)
        self._floor: EntryId | None = None  # every later entry is in the history
        self._mailboxes: defaultdict[Topic, set[Mailbox]] = defaultdict(set)

    @property
    def watchers(self) -> int:
        """Count the watchers."""
        return sum(map(len, self._mailboxes.values()))

    def begin(self, floor: EntryId | None, *entries: tuple[EntryId, Notice]) -> None:
        """Go live with this history; earlier watchers may have missed something."""
        self._history.clear()
        self._floor = floor
        for entry_id, notice in entries:
            self._remember(entry_id, notice)
        self.live = True
        self._tell_all_to_look()

    def lose(self) -> None:
        """Note that entries may be lost from here on, and that none arrive for now."""
        self.live = False
        self.skip()

    def skip(self) -> None:
        """Note that something before the next notice was lost."""
        self._history.clear()
        self._floor = None
        self._tell_all_to_look()

    def deliver(self, entry_id: EntryId, notice: Notice) -> None:
        """Pass a notice on."""
        self._remember(entry_id, notice)
        entry = Entry(entry_id, notice)
        for topic in _topics(notice):
            for mailbox in self._mailboxes.get(topic, ()):
                mailbox.put(entry)

    @contextmanager
    def subscribe(self, topic: Topic, *, after: EntryId | None) -> Iterator[Subscription]:
        """Open a mailbox for this context."""
        earlier = self._since(after, topic) if after is not None else ()
        mailbox = Mailbox(self.CAPACITY, *earlier)
        self._mailboxes[topic].add(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes[topic].discard(mailbox)
            if not self._mailboxes[topic]:
                del self._mailboxes[topic]

    def _remember(self, entry_id: EntryId, notice: Notice) -> None:
        if len(self._history) == self._history.maxlen:
            self._floor = self._history[0][0]
        elif self._floor is None:
            self._floor = entry_id
        self._history.append((entry_id, notice))

    def _since(self, after: EntryId, topic: Topic) -> Iterator[Entry]:
        if self._floor is None or after < self._floor:
            yield MISSED
            return
        for entry_id, notice in self._history:
            if entry_id > after and topic in _topics(notice):
                yield Entry(entry_id, notice)

    def _tell_all_to_look(self) -> None:
        for mailboxes in self._mailboxes.values():
            for mailbox in mailboxes:
                mailbox.put(MISSED)


def _topics(notice: Notice) -> tuple[Topic, Topic]:
    return Topic(notice.owner), Topic(notice.owner, notice.job_id)

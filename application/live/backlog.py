"""What a session has still to decode: ended utterances, and the one that is being spoken."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from application.live.growing_utterance import GrowingUtterance, Item

# A client that sends faster than the engine decodes waits when so many utterances have ended.
_MOST_ENDED: Final = 3


@dataclass(frozen=True, eq=False, slots=True)
class Ended:
    """An utterance that has ended, or none if only its item has; `last` ends the item."""

    item: Item
    utterance: GrowingUtterance | None
    last: bool


class Backlog:
    """Connects the side that hears with the side that transcribes."""

    def __init__(self) -> None:
        self.current: GrowingUtterance | None = None
        self._ended: deque[Ended] = deque()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    @property
    def first(self) -> Ended | None:
        """The first ended utterance that is not done."""
        return self._ended[0] if self._ended else None

    def add(self, ended: Ended) -> None:
        """Add what has ended."""
        self._ended.append(ended)
        if len(self._ended) >= _MOST_ENDED:
            self._room.clear()
        self._changed.set()

    def done(self, ended: Ended) -> None:
        """Remove what is done, unless it was dropped meanwhile."""
        if ended in self._ended:
            self._ended.remove(ended)
        self._make_room()

    def drop(self, item: Item) -> None:
        """Forget the utterances of an item."""
        dropped = [each for each in self._ended if each.item is item]
        for ended in dropped:
            self._ended.remove(ended)
        for utterance in (self.current, *(each.utterance for each in dropped)):
            if utterance is not None and utterance.item is item:
                utterance.dropped = True
        if self.current is not None and self.current.dropped:
            self.current = None
        self._make_room()

    def note_sound(self) -> None:
        """Wake the side that transcribes: there is more sound."""
        self._changed.set()

    async def change(self) -> None:
        """Wait for more sound or for an end."""
        await self._changed.wait()
        self._changed.clear()

    async def room(self) -> None:
        """Wait until not too many utterances wait."""
        await self._room.wait()

    def _make_room(self) -> None:
        if len(self._ended) < _MOST_ENDED:
            self._room.set()

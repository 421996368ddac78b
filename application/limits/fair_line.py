"""A line in which nobody stands in everybody's way."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from domain.errors import LoginsBusyError, UnavailableError

Waiting = asyncio.Future[None]


@dataclass(slots=True)
class FairLine:
    """Lets `places` work at once; the others wait, and their keys take turns.

    So of a key that sends a thousand and one that sends a single request, the second waits for
    one turn of the first. Of each key `each` may wait, of all together `most`; who comes then is
    turned away with `crowded`. Where turns are long, `each_at_once` leaves places to other keys.
    """

    places: int = 2
    each: int = 32
    most: int = 256
    each_at_once: int | None = None
    crowded: type[UnavailableError] = LoginsBusyError
    _working: Counter[str] = field(default_factory=Counter)
    _waiting: OrderedDict[str, deque[Waiting]] = field(default_factory=OrderedDict)

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for a turn, and take it. Raises `crowded` where the line is too long."""
        await self._enter(key)
        try:
            yield
        finally:
            self._pass_on(key)

    async def _enter(self, key: str) -> None:
        if self._working.total() < self.places and self._may_work(key):
            self._working[key] += 1  # whoever waits nonetheless has as many places as they may
            return
        if len(self._waiting.get(key, ())) >= self.each or self._length >= self.most:
            raise self.crowded
        turn: Waiting = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn came at the same moment
                self._pass_on(key)
            else:
                self._forget(key, turn)
            raise

    def _pass_on(self, key: str) -> None:
        """Give the place to the first of the key whose turn it is."""
        self._working[key] -= 1
        if not self._working[key]:
            del self._working[key]
        following = next(filter(self._may_work, self._waiting), None)
        if following is None:
            return
        line = self._waiting.pop(following)
        turn = line.popleft()
        if line:
            self._waiting[following] = line  # behind the others
        self._working[following] += 1
        turn.set_result(None)

    def _may_work(self, key: str) -> bool:
        return self.each_at_once is None or self._working[key] < self.each_at_once

    def _forget(self, key: str, turn: Waiting) -> None:
        line = self._waiting[key]
        line.remove(turn)
        if not line:
            del self._waiting[key]

    @property
    def _length(self) -> int:
        return sum(map(len, self._waiting.values()))

"""A line in which nobody stands in everybody's way."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from domain.errors import LoginsBusyError

Waiting = asyncio.Future[None]


@dataclass(slots=True)
class FairLine:
    """Lets `places` work at once; the others wait, and their keys take turns.

    So of a key that sends a thousand and one that sends a single request, the second waits for
    one turn of the first. Of each key `each` may wait, of all together `most`.
    """

    places: int = 2
    each: int = 32
    most: int = 256
    _working: int = 0
    _waiting: OrderedDict[str, deque[Waiting]] = field(default_factory=OrderedDict)

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for a turn, and take it. Raises LoginsBusyError where the line is too long."""
        await self._enter(key)
        try:
            yield
        finally:
            self._pass_on()

    async def _enter(self, key: str) -> None:
        if self._working < self.places:  # then nobody waits either
            self._working += 1
            return
        if len(self._waiting.get(key, ())) >= self.each or self._length >= self.most:
            raise LoginsBusyError
        turn: Waiting = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn came at the same moment
                self._pass_on()
            else:
                self._forget(key, turn)
            raise

    def _pass_on(self) -> None:
        """Give the place to the first of the key whose turn it is."""
        if not self._waiting:
            self._working -= 1
            return
        key, line = self._waiting.popitem(last=False)
        turn = line.popleft()
        if line:
            self._waiting[key] = line  # behind the others
        turn.set_result(None)

    def _forget(self, key: str, turn: Waiting) -> None:
        line = self._waiting[key]
        line.remove(turn)
        if not line:
            del self._waiting[key]

    @property
    def _length(self) -> int:
        return sum(map(len, self._waiting.values()))

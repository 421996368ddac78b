"""A few places to compute in, which users get in turns."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Final

from application.limits.last_served import LastServed


class FairPlaces:
    """Lets `number` stretches be heard at once; a free place goes to the user served longest ago.

    Within one user the first who came is served first. Nobody is refused: a recording needs a place
    for a second or two at a time, and then lets others go first.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._users: Final = LastServed()
        self._waiting: list[tuple[Hashable, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def place(self, user: Hashable) -> AsyncIterator[None]:
        """Hold a place while the context is open, after waiting for one."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((user, turn))
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            self._leave(turn)
            raise
        try:
            yield
        finally:
            self._free += 1
            self._serve()

    def _serve(self) -> None:
        while self._free and self._waiting:
            following = min(self._waiting, key=lambda waiting: self._users.turn(waiting[0]))
            self._waiting.remove(following)
            user, turn = following
            self._users.note(user)
            self._free -= 1
            turn.set_result(None)

    def _leave(self, turn: "asyncio.Future[None]") -> None:
        """Stop waiting; a place that was given at the same moment is passed on."""
        if turn.done() and not turn.cancelled():
            self._free += 1
            self._serve()
        else:
            self._waiting = [each for each in self._waiting if each[1] is not turn]

"""A semaphore whose places go to users in turns, so that no user takes all of them."""

import asyncio
import math
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from application.ports.clock import Clock
from domain.errors.kinds import UnavailableError

REMEMBERED: Final = 32  # how many of the last holding times the estimate uses
UNMEASURED: Final = 5.0  # seconds
SOONEST: Final = 1
# OpenAI's clients wait no longer than this for what Retry-After asks.
LATEST: Final = 60

Turn = asyncio.Future[None]


@dataclass(slots=True)
class FairSemaphore:
    """Lets `places` work at once; the others wait, and the users among them take turns.

    A free place goes to the user who holds fewest, and among those to the one who was served least
    recently. `spare` places are kept for users who hold none: without it a quarter, at least one
    where there are two. So who holds places for long never shuts the others out.

    Of each user `each_waiting` may wait, of all `most_waiting`, each for `wait_seconds`. Where all
    these wait, a user who has few waiting takes the place of the newest of the user who has most.
    Who is sent away gets the error that `busy` makes of the seconds to wait.
    """

    clock: Clock
    places: int
    busy: Callable[[int], UnavailableError]
    spare: int | None = None
    each_waiting: int = 16
    most_waiting: int = 128
    wait_seconds: float = 30.0
    _held: Counter[Hashable] = field(default_factory=Counter, init=False)
    _waiting: dict[Hashable, deque[Turn]] = field(default_factory=dict, init=False)
    _served: dict[Hashable, int] = field(default_factory=dict, init=False)  # which turn was theirs
    _turns: Iterator[int] = field(default_factory=count, init=False, compare=False)
    _seconds: deque[float] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED), init=False, compare=False
    )

    @asynccontextmanager
    async def place(self, user: Hashable) -> AsyncIterator[None]:
        """Wait for a place, and hold it meanwhile. Raises `busy`'s error."""
        await self._acquire(user)
        began = self.clock.now()
        try:
            yield
        finally:
            self._seconds.append((self.clock.now() - began).total_seconds())
            self._release(user)

    def ensure_open(self, user: Hashable) -> None:
        """Check whether the user would get a place or may wait now. Raises `busy`'s error."""
        if not self._may_take(user) and not self._may_wait(user):
            raise self._busy()

    @property
    def held(self) -> int:
        """How many places are held now."""
        return self._held.total()

    async def _acquire(self, user: Hashable) -> None:
        self.ensure_open(user)
        if self._may_take(user):
            self._serve(user)  # whoever waits nonetheless may not have this place
            return
        if self._is_crowded():
            self._send_away(self._longest())
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user, deque()).append(turn)
        try:
            await self._wait(turn)
        except asyncio.CancelledError:
            self._leave(user, turn)
            raise
        if not turn.done():
            self._forget(user, turn)
            raise self._busy()
        turn.result()

    async def _wait(self, turn: Turn) -> None:
        patience = asyncio.create_task(self.clock.sleep(self.wait_seconds))
        try:
            await asyncio.wait({turn, patience}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()

    def _release(self, user: Hashable) -> None:
        """Free a place, and give it to the next caller."""
        self._held[user] -= 1
        self._tidy(user)
        entitled = [user for user in self._waiting if self._may_take(user)]
        if entitled:
            following = min(entitled, key=self._turn_of)
            self._waiting[following].popleft().set_result(None)
            self._serve(following)
            self._tidy(following)

    def _serve(self, user: Hashable) -> None:
        self._held[user] += 1
        self._served[user] = next(self._turns)

    def _turn_of(self, user: Hashable) -> tuple[int, int]:
        return self._held[user], self._served.get(user, -1)

    def _leave(self, user: Hashable, turn: Turn) -> None:
        """Stop waiting; a place that was given at the same moment is passed on."""
        if not turn.done():
            self._forget(user, turn)
        elif turn.exception() is None:
            self._release(user)

    def _forget(self, user: Hashable, turn: Turn) -> None:
        self._waiting[user].remove(turn)
        self._tidy(user)

    def _tidy(self, user: Hashable) -> None:
        """Forget a user who neither holds a place nor waits."""
        if not self._waiting.get(user, True):
            del self._waiting[user]
        if not self._held[user]:
            del self._held[user]
            if user not in self._waiting:
                self._served.pop(user, None)

    def _send_away(self, user: Hashable) -> None:
        """Refuse the newest waiting caller of a user."""
        turn = self._waiting[user][-1]
        self._forget(user, turn)
        turn.set_exception(self._busy())

    def _may_take(self, user: Hashable) -> bool:
        """Say whether a place is free for this user."""
        free = self.places - self.held
        return free > (self._kept_free() if self._held[user] else 0)

    def _kept_free(self) -> int:
        if self.spare is not None:
            return self.spare
        return max(1, self.places // 4)

    def _may_wait(self, user: Hashable) -> bool:
        own = self._length(user)
        if own >= self.each_waiting:
            return False
        return not self._is_crowded() or own + 1 < self._length(self._longest())

    def _is_crowded(self) -> bool:
        return sum(map(len, self._waiting.values())) >= self.most_waiting

    def _longest(self) -> Hashable:
        return max(self._waiting, key=self._length, default=None)

    def _length(self, user: Hashable) -> int:
        return len(self._waiting.get(user, ()))

    def _busy(self) -> UnavailableError:
        return self.busy(self._seconds_until_free())

    def _seconds_until_free(self) -> int:
        """Estimate the seconds until a place is free: mean holding time over places."""
        usual = sum(self._seconds) / len(self._seconds) if self._seconds else UNMEASURED
        return min(LATEST, max(SOONEST, math.ceil(usual / self.places)))

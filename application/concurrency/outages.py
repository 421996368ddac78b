"""Wait for a database or a storage that is away, with growing pauses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from application.ports.clock import Clock
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.kinds import UnavailableError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Patience:
    """The pauses between retries, in seconds: one for each failure in a row."""

    pauses: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0)

    def pause(self, failures: int) -> float:
        """Give the pause after so many failures; the last one is repeated."""
        return self.pauses[min(failures, len(self.pauses)) - 1]

    def is_spent(self, failures: int) -> bool:
        """Say whether all pauses have been used."""
        return failures > len(self.pauses)

    async def outlast(self, act: Callable[[], Awaitable[Result]], clock: Clock) -> Result:
        """Call `act` until the database answers, however long that takes.

        Without the database nothing can be decided, so giving up would only leave the job as it is.
        """
        for failures in count(1):
            try:
                return await act()
            except DatabaseUnavailableError:
                await clock.sleep(self.pause(failures))
        raise AssertionError

    async def resume(
        self, act: Callable[[], Awaitable[Result]], reached: Callable[[], float], clock: Clock
    ) -> Result:
        """Call `act` again after temporary faults; each call continues where the last one stopped.

        `reached` says how far `act` has come: after progress the pauses begin anew. When all are
        spent, the error is raised. Only the database is waited for without limit, since without it
        not even the failure could be written.
        """
        failures = 0
        while True:
            before = reached()
            try:
                return await act()
            except UnavailableError as error:
                failures = 1 if reached() > before else failures + 1
                if self.is_spent(failures) and not isinstance(error, DatabaseUnavailableError):
                    raise
            await clock.sleep(self.pause(failures))

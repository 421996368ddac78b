"""Check whether the database, the storage, the queue and the model work."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from application.concurrency.single_flight import SingleFlight
from application.ports.health import Checkable
from domain.errors.kinds import TranscriberError


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """Ask every part at once, each for at most `timeout_seconds`.

    Anybody may ask, and some checks write something, so callers who ask at the same time share one
    answer.
    """

    parts: Mapping[str, Checkable]
    timeout_seconds: float = 3.0
    _looks: dict[str, SingleFlight[str | None]] = field(default_factory=dict, init=False)
    _given_up: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)

    async def __call__(self, *names: str) -> Mapping[str, str | None]:
        """Map each part (all, or those named) to None if it works, or to its fault in words."""
        chosen = names or tuple(self.parts)
        faults = await asyncio.gather(*(self._look_at(name)() for name in chosen))
        return dict(zip(chosen, faults, strict=True))

    def _look_at(self, name: str) -> SingleFlight[str | None]:
        look = SingleFlight(partial(self._fault, name))
        return self._looks.setdefault(name, look)

    async def _fault(self, name: str) -> str | None:
        """Ask as soon as the last who asked has been called off, which may take as long."""
        try:
            async with asyncio.timeout(self.timeout_seconds):
                late = self._given_up.get(name)
                if late is not None and not late.done():
                    await asyncio.wait({late})
                asking = asyncio.create_task(self.parts[name].check())
                try:
                    await asyncio.wait({asking})
                finally:
                    self._give_up(name, asking)
                if not asking.cancelled():
                    asking.result()
                    return None
        except TimeoutError:
            pass
        except TranscriberError as error:
            return str(error)
        return f"No answer within {self.timeout_seconds:g} s."

    def _give_up(self, name: str, asking: asyncio.Task[None]) -> None:
        if not asking.done():
            asking.cancel()
            asking.add_done_callback(_heard)
            self._given_up[name] = asking


def _heard(asking: asyncio.Task[None]) -> None:
    """Retrieve the exception, so that asyncio does not log it."""
    if not asking.cancelled():
        asking.exception()

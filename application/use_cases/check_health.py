"""Can the service do its work now?"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from application.ports.health import Checkable
from application.shared_look import SharedLook
from domain.errors import TranscriberError


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """Ask every part at once, each for at most `timeout_seconds`.

    Anybody may want to know, and some parts are written to for it: so many who ask at the same
    time share one answer.
    """

    parts: Mapping[str, Checkable]
    timeout_seconds: float = 3.0
    _looks: dict[str, SharedLook[str | None]] = field(default_factory=dict, init=False)

    async def __call__(self, *names: str) -> Mapping[str, str | None]:
        """Map each part (all, or those named) to None if it works, else to what is wrong."""
        chosen = names or tuple(self.parts)
        faults = await asyncio.gather(*(self._look_at(name)() for name in chosen))
        return dict(zip(chosen, faults, strict=True))

    def _look_at(self, name: str) -> SharedLook[str | None]:
        look = SharedLook(partial(self._fault, self.parts[name]))
        return self._looks.setdefault(name, look)

    async def _fault(self, part: Checkable) -> str | None:
        try:
            async with asyncio.timeout(self.timeout_seconds):
                await part.check()
        except TimeoutError:
            return f"No answer within {self.timeout_seconds:g} s."
        except TranscriberError as error:
            return str(error)
        return None

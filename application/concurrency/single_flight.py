"""Share one running call among all callers who ask at the same time (single-flight)."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Seen = TypeVar("Seen")


@dataclass(slots=True)
class SingleFlight(Generic[Seen]):
    """Gives all callers who ask while a call runs the result of that call.

    The call goes on when its callers leave. So a question that strangers may ask as often as they
    like costs one call at a time.
    """

    look: Callable[[], Coroutine[Any, Any, Seen]]
    _looking: asyncio.Task[Seen] | None = field(default=None, init=False)

    async def __call__(self) -> Seen:
        """Return what the call returns, or raise what it raises."""
        if self._looking is None:
            self._looking = asyncio.create_task(self.look(), name="shared-look")
            self._looking.add_done_callback(self._ended)
        return await asyncio.shield(self._looking)

    def _ended(self, looking: asyncio.Task[Seen]) -> None:
        self._looking = None
        if not looking.cancelled():
            looking.exception()  # retrieved here, since all callers may have left

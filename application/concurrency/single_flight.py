"""Share one running call among all callers who ask at the same time (single-flight)."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Seen = TypeVar("Seen")


@dataclass(slots=True)
class SingleFlight(Generic[Seen]):
    """Whoever asks while somebody looks is told what that look sees; it ends also if they leave.

    So what strangers may ask, as often as they like, costs no more than one look after another.
    """

    look: Callable[[], Coroutine[Any, Any, Seen]]
    _looking: asyncio.Task[Seen] | None = field(default=None, init=False)

    async def __call__(self) -> Seen:
        """Give what is seen, or raise what the look raises."""
        if self._looking is None:
            self._looking = asyncio.create_task(self.look(), name="shared-look")
            self._looking.add_done_callback(self._ended)
        return await asyncio.shield(self._looking)

    def _ended(self, looking: asyncio.Task[Seen]) -> None:
        self._looking = None
        if not looking.cancelled():
            looking.exception()  # seen, also where everybody left who would be told

"""Work that must not be cut off in the middle."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def uninterrupted(work: Coroutine[Any, Any, Result]) -> Result:
    """Bring it to its end, even if the caller is cancelled meanwhile.

    So what was committed is always known, and always told. The cancel is not lost: it strikes at
    the caller's next wait. A second one does cut this off, for then somebody is in a hurry.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        caller = asyncio.current_task()
        if caller is None or not caller.cancelling():
            raise  # the work was cancelled, not the caller
        await asyncio.wait([task])
        caller.uncancel()
        caller.cancel()
        return task.result()

"""Make all threads share one heap, since with one heap each they hold more memory."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

# From malloc.h of the GNU C library.
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_MAX: Final = -4
_M_ARENA_MAX: Final = -8
_KEPT_BYTES: Final = 1 << 30


def share_one_heap() -> None:
    """Make threads that start from now on share the heap of the process.

    Call it before the first other thread starts: once there is a second heap, lanes are spread
    over both. With one thread started before, two lanes of `base` took an eighth more of the
    processor.

    By default the GNU C library gives each thread a heap of its own ("arena"), and memory that one
    lane frees cannot be used by another. Two lanes of `base` with four windows each, beam 5 and
    alignment peaked at 853 to 998 MiB with several heaps, at 710 to 750 MiB with one, and with less
    work for the kernel. Lanes allocate few and large blocks, so they seldom wait for each other.

    Memory is not returned to the kernel between two windows either: the attention of a full context
    takes 72 MB for each layer, and mapping and clearing it again took a tenth of the time.
    """
    for option, value in (
        (_M_ARENA_MAX, 1),
        (_M_MMAP_MAX, 0),
        (_M_TRIM_THRESHOLD, _KEPT_BYTES),
    ):
        _call("mallopt", option, value)


def return_free_memory() -> None:
    """Return free memory to the kernel, for example after a model was unloaded."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library lacks these functions
            getattr(ctypes.CDLL(None), name)(*arguments)

"""One heap for all threads, so that lanes do not keep memory apart from each other."""

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
    """Let threads that start from now on share the heap of the process.

    By default the GNU C library gives each thread a heap ("arena") of its own, and what one lane
    freed cannot be used by another. Two lanes of `base` with four windows each, beam 5 and
    alignment peaked at 853 to 998 MiB so and at 710 to 750 MiB with one heap, with less work for
    the kernel. Lanes ask for few and large pieces, so they seldom wait for each other.

    Nor is memory given back to the kernel between two windows: the attention of a full context
    alone is 72 MB for each layer, and having it mapped and cleared anew took a tenth of the time.
    """
    for option, value in (
        (_M_ARENA_MAX, 1),
        (_M_MMAP_MAX, 0),
        (_M_TRIM_THRESHOLD, _KEPT_BYTES),
    ):
        _call("mallopt", option, value)


def give_back() -> None:
    """Give the memory that is free to the kernel, as after a model was unloaded."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library has none of this
            getattr(ctypes.CDLL(None), name)(*arguments)

"""One heap for all threads, so that lanes do not keep memory apart from each other."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

_M_ARENA_MAX: Final = -8  # malloc.h of the GNU C library


def share_one_heap() -> None:
    """Let threads that start from now on share the heap of the process.

    By default the GNU C library gives each thread a heap ("arena") of its own, and what one lane
    freed cannot be used by another. Two lanes of `base` with four windows each, beam 5 and
    alignment peaked at 853 to 998 MiB so and at 710 to 750 MiB with one heap, with less work for
    the kernel. Lanes ask for few and large pieces, so they seldom wait for each other.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library has no arenas to limit
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)

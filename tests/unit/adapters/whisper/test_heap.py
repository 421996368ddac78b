import subprocess
import sys

import pytest

# A heap beside the main one shows as an `<heap nr="1">` in what the C library tells of itself.
PROGRAM = """
import ctypes, threading
from adapters.whisper.heap import share_one_heap
if {shared}:
    share_one_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
for _ in range(2):
    thread = threading.Thread(target=lambda: libc.malloc(5000))
    thread.start()
    thread.join()
libc.fdopen.restype = ctypes.c_void_p
stream = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, stream)
libc.fflush(stream)
"""


WHOLE_PROGRAM = f"""
import config.main
config.main._run = lambda: exec({PROGRAM.format(shared=False)!r}, {{}})
config.main.main()
"""


def heaps(program: str) -> int:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.count("<heap nr=")


linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only the GNU C library has several heaps"
)


@linux_only
def test_threads_share_one_heap() -> None:
    assert heaps(PROGRAM.format(shared=False)) > 1
    assert heaps(PROGRAM.format(shared=True)) == 1


@linux_only
def test_the_program_shares_one_before_its_first_thread() -> None:
    assert heaps(WHOLE_PROGRAM) == 1

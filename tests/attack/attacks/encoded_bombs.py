"""Requests whose bodies grow a thousandfold when they are unpacked."""

import asyncio
import gzip
import io
import zlib
from functools import cache
from typing import Final

from tests.attack.attacks.many import many_at_once
from tests.attack.memory import MIB
from tests.attack.target import Target

AT_ONCE: Final = 4
GROWN: Final = 1_024 * MIB
_BOUNDARY: Final = "a-boundary"


async def encoded_recordings(target: Target) -> None:
    """Upload a gibibyte of zeros in one megabyte."""
    headers = {
        "Content-Encoding": "gzip",
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
    }
    bomb = await asyncio.to_thread(_packed_form)
    await many_at_once(AT_ONCE, lambda: target.post("/jobs/", data=bomb, headers=headers))


async def encoded_logins(target: Target) -> None:
    """Log in with a gibibyte of spaces in one megabyte."""
    headers = {"Content-Encoding": "deflate", "Content-Type": "application/json"}
    bomb = await asyncio.to_thread(_packed_spaces)
    await many_at_once(AT_ONCE, lambda: target.post("/auth/login", data=bomb, headers=headers))


@cache
def _packed_form() -> bytes:
    head = (
        f"--{_BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="file"; filename="zeros.wav"\r\n\r\n'
    )
    buffer = io.BytesIO()
    with gzip.open(buffer, "wb", compresslevel=6) as packed:
        packed.write(head.encode())
        for _ in range(GROWN // MIB):
            packed.write(bytes(MIB))
        packed.write(f"\r\n--{_BOUNDARY}--\r\n".encode())
    return buffer.getvalue()


@cache
def _packed_spaces() -> bytes:
    packer = zlib.compressobj()
    parts = [packer.compress(b" " * MIB) for _ in range(GROWN // MIB)]
    return b"".join([*parts, packer.flush()])

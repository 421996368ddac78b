"""Programs that a test runs to their end."""

import asyncio


async def communicated(
    process: asyncio.subprocess.Process, *, seconds: float
) -> tuple[bytes, bytes]:
    """Give what it wrote to stdout and stderr; who takes longer is killed. Raises TimeoutError."""
    try:
        async with asyncio.timeout(seconds):
            return await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

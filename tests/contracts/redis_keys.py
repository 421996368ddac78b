from datetime import timedelta

from redis import asyncio as aioredis


async def let_time_pass(client: aioredis.Redis, prefix: str, seconds: float) -> None:
    """Shorten what the keys have left to live, as waiting would; those with nothing left go."""
    async for key in client.scan_iter(match=f"{prefix}*"):
        left = await client.pttl(key)
        await client.pexpire(key, max(timedelta(0), timedelta(milliseconds=left, seconds=-seconds)))

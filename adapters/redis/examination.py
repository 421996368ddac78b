"""Check whether Redis answers."""

from redis import asyncio as aioredis
from redis.exceptions import RedisError
from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict


class RedisExamination(Examination):
    """Pings Redis. Without Redis everything works, but limits and caches are per process."""

    def __init__(self, client: aioredis.Redis) -> None:
        self._client = client

    @override
    async def examine(self) -> Finding:
        try:
            await self._client.ping()
        except (RedisError, OSError) as error:
            return Finding(
                Verdict.FAILED,
                f"It does not answer: {error}",
                "Start it, or mend REDIS_URL; one process alone does without.",
            )
        return Finding(Verdict.OK, "It answers.")

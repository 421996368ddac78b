"""Does Redis answer?"""

from redis import asyncio as aioredis
from redis.exceptions import RedisError
from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict


class RedisExamination(Examination):
    """Asks for a sign of life. Without Redis everything works, but each process for itself."""

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

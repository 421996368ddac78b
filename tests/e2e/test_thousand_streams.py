"""As many watchers as one process is asked to bear."""

import asyncio

from aiohttp.test_utils import TestServer

from application.watching.open_streams import OpenStreams
from domain.events import JobCancelled
from tests.service_in_memory import ServiceInMemory


async def test_a_thousand_streams_hold_and_all_of_them_hear_the_end() -> None:
    service = ServiceInMemory()
    service.streams = OpenStreams(1_000)
    ada = await service.add_user("ada")
    job = await service.job_of(ada.id)
    async with TestServer(service.app()) as server:
        assert server.port
        request = (
            f"GET /jobs/{job.id}/events HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: {service.bearer(ada)['Authorization']}\r\n\r\n"
        )
        streams = [await opened(server.port, request) for _ in range(1_000)]
        for reader, _ in streams:
            await reader.readuntil(b"event: queued")
        assert service.bus.watchers == 1_000
        cancelled = await service.replaced(job, job.cancelled(at=service.clock.now()))
        await service.bus.publish(JobCancelled(cancelled))
        for reader, writer in streams:
            assert b"event: cancelled" in await reader.readuntil(b"\r\n0\r\n\r\n")
            writer.close()
        assert service.bus.watchers == 0


async def opened(port: int, request: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    return reader, writer

"""Webhooks of the real service, judged by the libraries that receivers use."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from openai import InvalidWebhookSignatureError, OpenAI
from standardwebhooks import Webhook, WebhookVerificationError

from tests.digits_model import SAMPLES
from tests.digits_service import running_service, start_service
from tests.e2e.client import Client, logged_in
from tests.services import free_port
from tools.demo.service import Service

ROOT = Path(__file__).parents[2]
SAMPLE = SAMPLES / "digits-en.wav"
SECONDS = 60  # a busy machine transcribes slowly
ALLOWED = {"OUTBOUND_ALLOW": "127.0.0.0/8"}


@dataclass
class Inbox:
    """A receiver that answers with the statuses it was given, then with 204."""

    statuses: list[int] = field(default_factory=list)
    messages: "asyncio.Queue[tuple[Mapping[str, str], bytes]]" = field(
        default_factory=asyncio.Queue
    )
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.messages.put_nowait((dict(request.headers), await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)

    async def next(self) -> tuple[Mapping[str, str], bytes]:
        return await asyncio.wait_for(self.messages.get(), SECONDS)


@asynccontextmanager
async def inbox(*statuses: int) -> AsyncIterator[Inbox]:
    box = Inbox(list(statuses))
    app = web.Application()
    app.router.add_post("/hook", box.take)
    async with TestServer(app) as server:
        box.url = str(server.make_url("/hook"))
        yield box


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running_service(tmp_path, ALLOWED) as service:
        yield service


async def read(client: Client, method: str, path: str) -> Any:
    async with client.session.request(method, path, raise_for_status=True) as answer:
        return await answer.json()


async def test_both_libraries_accept_what_is_sent_and_refuse_it_tampered_with(
    service: Service,
) -> None:
    async with logged_in(service.url) as client, inbox() as box:
        secret = (await read(client, "GET", "/webhooks/secret"))["secret"]
        job_id = await client.submit(SAMPLE.read_bytes(), webhook_url=box.url)
        headers, body = await box.next()
        job = await client.job(job_id)
    told = json.loads(body)
    assert told["type"] == "job.completed"
    assert told["data"] == {"job_id": job_id, "status": "completed"}
    assert told["timestamp"] == job["completed_at"]

    assert Webhook(secret).verify(body, dict(headers)) == told
    judge = OpenAI(api_key="none", webhook_secret=secret).webhooks
    assert judge.unwrap(body, headers).type == "job.completed"  # type: ignore[comparison-overlap]  # no type of OpenAI's own

    tampered = body.replace(b"completed", b"cancelled")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(tampered, dict(headers))
    with pytest.raises(InvalidWebhookSignatureError):
        judge.unwrap(tampered, headers)


async def test_a_cancelled_job_is_told_of_and_the_log_says_so(service: Service) -> None:
    async with logged_in(service.url) as client, inbox() as box:
        job_ids = [
            await client.submit(SAMPLE.read_bytes(), webhook_url=box.url, priority="low")
            for _ in range(6)
        ]
        async with client.session.post(f"/jobs/{job_ids[-1]}/cancel") as answer:
            cancelled = answer.status == 200  # unless it was done already
        told = [json.loads((await box.next())[1]) for _ in job_ids]
        log = await read(client, "GET", "/webhooks/deliveries")
    statuses = {each["data"]["job_id"]: each["data"]["status"] for each in told}
    assert set(statuses) == set(job_ids)
    assert statuses[job_ids[-1]] == ("cancelled" if cancelled else "completed")
    assert log["total"] == len(job_ids)


async def test_a_receiver_that_was_away_is_told_again_and_once_more_by_hand(
    service: Service,
) -> None:
    async with logged_in(service.url) as client, inbox(503) as box:
        await client.submit(SAMPLE.read_bytes(), webhook_url=box.url)
        first, second = await box.next(), await box.next()
        assert first[0]["webhook-id"] == second[0]["webhook-id"]
        assert first[1] == second[1]
        delivery = first[0]["webhook-id"]
        await read(client, "POST", f"/webhooks/deliveries/{delivery}/redeliver")
        third = await box.next()
        assert third[0]["webhook-id"] == delivery


async def test_the_receiver_in_the_documentation_works(service: Service, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    marked = text.split("<!-- A test runs this block as it stands. -->")[1]
    program = marked.split("```python\n")[1].split("```")[0]
    port = free_port()
    file = tmp_path / "receiver.py"
    file.write_text(program.replace("port=9000", f"port={port}"), encoding="utf-8")
    async with logged_in(service.url) as client:
        secret = (await read(client, "GET", "/webhooks/secret"))["secret"]
        receiver = await asyncio.create_subprocess_exec(
            sys.executable,
            file,
            env={"WEBHOOK_SECRET": secret},
            stdout=asyncio.subprocess.PIPE,
        )
        assert receiver.stdout is not None
        try:
            url = f"http://127.0.0.1:{port}/hook"
            job_id = await client.submit(SAMPLE.read_bytes(), webhook_url=url)
            line = await asyncio.wait_for(receiver.stdout.readline(), SECONDS)
        finally:
            receiver.kill()
            await receiver.wait()
    assert line.decode().split()[1:] == ["job.completed", job_id]


async def test_after_a_rotation_both_secrets_verify(service: Service) -> None:
    async with logged_in(service.url) as client, inbox() as box:
        old = (await read(client, "GET", "/webhooks/secret"))["secret"]
        new = (await read(client, "POST", "/webhooks/secret/rotate"))["secret"]
        await client.submit(SAMPLE.read_bytes(), webhook_url=box.url)
        headers, body = await box.next()
    for secret in (old, new):
        Webhook(secret).verify(body, dict(headers))
        OpenAI(api_key="none", webhook_secret=secret).webhooks.unwrap(body, headers)


async def test_what_had_not_gone_out_when_the_service_ended_goes_out_afterwards(
    tmp_path: Path,
) -> None:
    service = await start_service(tmp_path, {**ALLOWED, "WEBHOOK_SENDERS": "0"})
    await service.ready()
    async with inbox() as box:
        async with logged_in(service.url) as client:
            job_id = await client.submit(SAMPLE.read_bytes(), webhook_url=box.url)
            await client.until(job_id)
        service.process.kill()
        await service.process.wait()
        assert box.messages.empty()
        service = await start_service(tmp_path, ALLOWED)
        try:
            _, body = await box.next()
        finally:
            await service.stop()
    assert json.loads(body)["data"]["job_id"] == job_id

"""The service as its own document describes it: judged by Schemathesis with every check it has.

It tries each operation with what the schema allows, with what it forbids, and in chains, against
the real service over a socket. A new route is tried as soon as it is in the document.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import pytest

from tests.digits_model import SAMPLES
from tests.digits_service import running_service
from tests.programs import communicated
from tests.sound import encoded, tone
from tools.demo.service import ADMIN_PASSWORD, Service

HERE: Final = Path(__file__).parent / "conformance"
SOUND: Final = SAMPLES / "digits-en.wav"
LEAST_CASES: Final = 5_000
EXAMPLES_EACH: Final = 75
JOBS: Final = 4
LONGEST_SECONDS: Final = 1_200  # on a machine that has more to do
SPENDABLE_TOKENS: Final = 12


@dataclass(frozen=True)
class Verdict:
    """What the judge printed, and how it left."""

    status: int
    text: str

    @property
    def cases(self) -> int:
        """How many requests it made up."""
        counted = re.search(r"([\d,]+) generated", self.text)
        assert counted, self.text
        return int(counted[1].replace(",", ""))


class Guest:
    """An admin of the service, who prepares what the judge will look at."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def token(self) -> str:
        credentials = {"username": "admin", "password": ADMIN_PASSWORD}
        async with self._client.post("/auth/login", json=credentials) as answer:
            assert answer.status == 200
            return str((await answer.json())["access_token"])

    async def own_id(self, token: str) -> str:
        async with self._client.get("/auth/me", headers=bearing(token)) as answer:
            return str((await answer.json())["id"])

    async def completed_job(self, token: str) -> str:
        """Hand in a sample and wait until it is transcribed."""
        form = aiohttp.FormData({"reuse": "false"})
        form.add_field("file", SOUND.read_bytes(), filename="digits-en.wav")
        async with self._client.post("/jobs/", data=form, headers=bearing(token)) as answer:
            job_id = str((await answer.json())["job_id"])
        async with self._client.get(f"/jobs/{job_id}/events", headers=bearing(token)) as told:
            events = (await told.read()).decode()
        assert "event: completed" in events
        return job_id


def bearing(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running_service(tmp_path, {"LOG_LEVEL": "CRITICAL"}) as service:
        yield service


@pytest.fixture
async def surroundings(service: Service, tmp_path: Path) -> Mapping[str, str]:
    """What the judge needs to know beforehand."""
    short = tmp_path / "short.wav"  # hundreds of them are transcribed meanwhile
    short.write_bytes(encoded(tone(0.3)))
    async with aiohttp.ClientSession(service.url) as client:
        guest = Guest(client)
        token = await guest.token()
        return {
            "JUDGE_TOKEN": token,
            "JUDGE_ID": await guest.own_id(token),
            "JUDGE_JOBS": " ".join([await guest.completed_job(token) for _ in range(JOBS)]),
            "JUDGE_SPENDABLE_TOKENS": " ".join(
                [await guest.token() for _ in range(SPENDABLE_TOKENS)]
            ),
            "JUDGE_SOUND": str(short),
        }


async def judged(service: Service, surroundings: Mapping[str, str], folder: Path) -> Verdict:
    """Let the judge do its work, in a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("schemathesis"),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        f"{service.url}/openapi.json",
        "--phases=examples,coverage,fuzzing,stateful",
        f"--max-examples={EXAMPLES_EACH}",
        "--seed=1",
        "--continue-on-failure",
        "--request-timeout=120",
        "--suppress-health-check=all",
        "--generation-database=none",
        "--no-color",
        cwd=folder,
        env={
            **os.environ,
            **surroundings,
            "SCHEMATHESIS_HOOKS": "judge_hooks",
            "PYTHONPATH": str(HERE),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await communicated(process, seconds=LONGEST_SECONDS)
    assert process.returncode is not None
    return Verdict(process.returncode, printed.decode())


@pytest.mark.timeout(LONGEST_SECONDS + 300)
async def test_the_service_does_what_its_document_says(
    service: Service, surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    verdict = await judged(service, surroundings, tmp_path_factory.mktemp("judge"))
    assert verdict.status == 0, verdict.text
    assert verdict.cases >= LEAST_CASES, verdict.text

"""Strangers and ordinary users attack the running service while another user goes on with theirs.

A short form by default, which judges failures, memory and log. `make attack` tries every attack,
with the model `base` where it can be had, and judges how long others wait, too. ATTACK_SECONDS says
how long each goes on.
"""

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.attack.attacks.connections import (
    idle_connections,
    idle_connections_after_a_request,
    idle_connections_from_many_addresses,
    slow_bodies,
    slow_headers,
)
from tests.attack.attacks.dripping_fetches import dripping_fetches
from tests.attack.attacks.encoded_bombs import encoded_logins, encoded_recordings
from tests.attack.attacks.long_silence import (
    long_silence,
    long_silence_directly,
    long_silence_drawn,
)
from tests.attack.attacks.noise import unreadable_requests
from tests.attack.attacks.nothing import nothing
from tests.attack.attacks.raw_blocks import (
    raw_blocks_as_jobs,
    raw_blocks_directly,
    raw_blocks_drawn,
)
from tests.attack.attacks.slow_probes import slow_probes
from tests.attack.attacks.slow_readers import slow_readers
from tests.attack.attacks.wrong_passwords import (
    wrong_passwords,
    wrong_passwords_from_many_addresses,
)
from tests.attack.memory import MIB, held_by, watched_memory
from tests.attack.models import models_of_attack
from tests.attack.target import Target, attacked
from tests.attack.verdict import GROWN_BYTES, HEADER, Outcome, line
from tests.attack.witness import a_witness

FULL: Final = os.environ.get("ATTACK") == "full"
SECONDS: Final = float(os.environ.get("ATTACK_SECONDS") or (20 if FULL else 3))
MOST_GROWTH: Final = 4_096 * MIB  # then it is ended, lest it take the machine with it
BEGUN_SECONDS: Final = 2.0
SETTLE_SECONDS: Final = 30.0
LONGEST_TEST_SECONDS: Final = 900
FILES: Final = 8_192

Strike = Callable[[Target], Awaitable[None]]
SHORT: Final = (raw_blocks_as_jobs, raw_blocks_drawn, encoded_logins)
ALL: Final = (
    nothing,
    raw_blocks_as_jobs,
    raw_blocks_drawn,
    raw_blocks_directly,
    slow_probes,
    idle_connections,
    idle_connections_after_a_request,
    idle_connections_from_many_addresses,
    slow_headers,
    slow_bodies,
    slow_readers,
    unreadable_requests,
    long_silence,
    long_silence_directly,
    long_silence_drawn,
    dripping_fetches,
    encoded_recordings,
    encoded_logins,
    wrong_passwords,
    wrong_passwords_from_many_addresses,
)


@pytest.fixture(scope="module")
def models() -> Mapping[str, str]:
    return models_of_attack(real=FULL)


@pytest.fixture(scope="module")
def outcomes() -> Iterator[list[Outcome]]:
    """What was seen, printed as it comes and as a table in the end."""
    outcomes: list[Outcome] = []
    yield outcomes
    print("", HEADER, *map(line, outcomes), sep="\n")  # noqa: T201  # the figures are to be seen


@pytest.fixture(autouse=True)
def _files() -> Iterator[None]:
    """Let this process open as many connections as its attacks need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, FILES), hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.timeout(LONGEST_TEST_SECONDS)
@pytest.mark.parametrize("strike", ALL if FULL else SHORT, ids=lambda strike: strike.__name__)
async def test_others_notice_nothing_of(
    strike: Strike, tmp_path: Path, models: Mapping[str, str], outcomes: list[Outcome]
) -> None:
    async with attacked(tmp_path, models) as target:
        outcome = await outcome_of(strike, target)
    outcomes.append(outcome)
    print(f"\n{line(outcome)}", flush=True)  # noqa: T201
    assert list(outcome.faults()) == [], outcome.experience.failures[:5]
    if FULL:  # in the short form the machine may be busy with other tests
        assert list(outcome.delays()) == []


async def outcome_of(strike: Strike, target: Target) -> Outcome:
    """Attack while a bystander measures, then let all be well again."""
    pid = target.service.process.pid
    async with a_witness(target.url, SECONDS) as witness:
        await witness.is_ready()
        before, log = held_by(pid), target.log.stat().st_size
        async with watched_memory(pid, most=before + MOST_GROWTH) as memory:
            async with meanwhile(strike, target):
                await asyncio.sleep(BEGUN_SECONDS)
                await witness.measured()
            await target.withdraw()
            experience = await witness.told()
        after = await settled(pid, before)
    return Outcome(
        name=strike.__name__.replace("_", " "),
        experience=experience,
        before=before,
        peak=memory.peak,
        after=after,
        log=target.log.stat().st_size - log,
        survived=target.is_alive,
        answers=target.answers,
        load=os.getloadavg()[0],
    )


@asynccontextmanager
async def meanwhile(strike: Strike, target: Target) -> AsyncIterator[None]:
    """Attack for as long as this is open; an attack that fails by itself fails the test."""
    striking = asyncio.ensure_future(strike(target))
    try:
        yield
    finally:
        striking.cancel()
        await asyncio.wait({striking})
    if not striking.cancelled():
        striking.result()


async def settled(pid: int, before: int) -> int:
    """Give the bytes that are still held after a while."""
    held = held_by(pid)
    for _ in range(int(SETTLE_SECONDS)):
        if held <= before + GROWN_BYTES:
            break
        await asyncio.sleep(1)
        held = held_by(pid)
    return held

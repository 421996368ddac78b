"""Recordings of ten hours that cost as much as a recording can."""

import asyncio
from itertools import cycle
from typing import Final

from tests.attack.attacks.many import many_at_once
from tests.attack.attacks.uploads import handed_in, sent_directly
from tests.attack.recordings import silence
from tests.attack.target import Target

JOBS: Final = 4
REQUESTS: Final = 8
LARGEST_BEAMS: Final = ("20", "10", "5")  # the largest that is allowed is taken
DEAREST: Final = {"vad_filter": "false", "temperature": "1", "language": "en"}


async def long_silence(target: Target) -> None:
    """Hand four in at high priority."""
    for _ in range(JOBS):
        for beam in LARGEST_BEAMS:
            options = {**DEAREST, "beam_size": beam, "priority": "high"}
            status, _ = await handed_in(target, silence(), "silence.mp3", **options)
            if status == 200:
                break
    await asyncio.Event().wait()


async def long_silence_drawn(target: Target) -> None:
    """Ask for the waveforms of eight at once."""
    jobs = [await handed_in(target, silence(), "silence.mp3") for _ in range(REQUESTS)]
    waiting = cycle(job["job_id"] for status, job in jobs if status == 200)
    await many_at_once(REQUESTS, lambda: target.draw(next(waiting)))


async def long_silence_directly(target: Target) -> None:
    """Ask for the transcripts of eight at once, and wait for the answers."""

    async def ask() -> None:
        for beam in LARGEST_BEAMS:
            options = {"vad_filter": "false", "beam_size": beam}
            if (await sent_directly(target, silence(), "silence.mp3", **options))[0] != 400:
                break

    await many_at_once(REQUESTS, ask)

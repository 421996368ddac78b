"""Sessions at once, each with recordings of its own: delays, error rates, words lost."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.live.jobs import as_jobs
from benchmarks.live.measured_service import measured_service
from benchmarks.live.scores import HEAD, score, told
from benchmarks.live.speaker import speak
from benchmarks.live.track import tracks_of
from benchmarks.quality.manifest import Recording

# The languages with most recordings. Sessions speak different ones, as people do: if all said the
# same at once, all would end their sentences in the same moment.
LANGUAGES: Final = ("en", "es", "fr", "de", "pt", "en")


async def measure(
    model: Path,
    recordings: Sequence[Recording],
    *,
    counts: Sequence[int],
    seconds: float,
    detect: bool,
) -> None:
    """Print a line for each number of sessions."""
    languages = [LANGUAGES[at % len(LANGUAGES)] for at in range(max(counts))]
    tracks = tracks_of(recordings, languages, seconds=seconds)
    async with measured_service(model) as service:
        jobs = [await as_jobs(service.client, track) for track in tracks]
        print(HEAD)
        for count in counts:
            spoken = tracks[:count]
            heard = await asyncio.gather(
                *(
                    speak(
                        service.url,
                        service.token,
                        track.samples,
                        language=None if detect else track.language,
                    )
                    for track in spoken
                )
            )
            for fault in (fault for each in heard for fault in each.faults):
                print("fault:", fault)
            scores = [score(*each) for each in zip(heard, jobs, spoken, strict=False)]
            print(told(str(count), scores), f"load {os.getloadavg()[0]:.1f}", flush=True)

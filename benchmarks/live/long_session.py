"""One session of hours: its first and last minute at the pace of speech, the rest faster.

Memory is that of the whole service, weights included. The time between goes by quickly, but every
second of its sound is heard, and every turn in it is transcribed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.live.jobs import JobWord, as_jobs
from benchmarks.live.measured_service import MeasuredService, measured_service
from benchmarks.live.scores import delays_of, percentile
from benchmarks.live.speaker import Heard, Line, open_line
from benchmarks.live.track import Track, track_of, tracks_of
from benchmarks.quality.manifest import Recording

_MINUTE_SECONDS: Final = 60.0
# Between the two minutes nobody talks all the time: about half of it are pauses.
_PAUSE_SECONDS: Final = 8.0
_PATIENCE_SECONDS: Final = 600.0
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Minute:
    """What was measured in a minute at the pace of speech; delays in seconds."""

    word: float
    completed: float
    memory_bytes: int


async def measure(model: Path, recordings: Sequence[Recording], *, hours: float) -> None:
    """Print the first and the last minute, and their ratios."""
    (track,) = tracks_of(recordings, ["en"], seconds=_MINUTE_SECONDS)
    between = track_of(track.recordings, pause_seconds=_PAUSE_SECONDS)
    async with measured_service(model) as service:
        job = (await as_jobs(service.client, track)).alone
        async with open_line(service.url, service.token, language="en") as line:
            await _minute(service, line, track, job)  # the first words load and warm things up
            first = await _minute(service, line, track, job)
            while line.sent_seconds < hours * 3600 - track.seconds:
                await line.speak(between.samples, paced=False)
                _progress(service, line)  # so that one that is stopped has told something, too
            await line.finish(_PATIENCE_SECONDS)
            last = await _minute(service, line, track, job)
            print(f"a session of {line.sent_seconds / 3600:.2f} h")
    print("| | first minute | last minute | ratio |\n|---|---|---|---|")
    _row("a word is shown after, median s", first.word, last.word)
    _row("completed after the turn, p95 s", first.completed, last.completed)
    _row("memory, MiB", first.memory_bytes / _MIB, last.memory_bytes / _MIB)


async def _minute(
    service: MeasuredService, line: Line, track: Track, job: Sequence[JobWord]
) -> Minute:
    since = line.sent_seconds
    line.begin()
    await line.speak(track.samples)
    await line.finish()
    later = [JobWord(each.text, since + each.start, since + each.end) for each in job]
    return Minute(
        word=median(delays_of(line.heard, later)),
        completed=percentile(_after_turns(line.heard), 0.95),
        memory_bytes=service.memory_bytes,
    )


def _after_turns(heard: Heard) -> list[float]:
    items = heard.items.values()
    return [item.completed - item.ended for item in items if item.completed is not None]


def _progress(service: MeasuredService, line: Line) -> None:
    memory = f"{service.memory_bytes / _MIB:.0f} MiB"
    print(f"{line.sent_seconds / 3600:.2f} h: {memory}", flush=True)


def _row(name: str, first: float, last: float) -> None:
    print(f"| {name} | {first:.2f} | {last:.2f} | {last / first:.2f}x |")

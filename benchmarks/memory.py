"""c. Peak memory and the time to the first segment, for recordings of very different length.

Each length runs in a process of its own, since a peak never falls.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from benchmarks.contenders import Course, Engine
from benchmarks.speech import long_recording, silent_recording

_KIB: Final = 1024
_MIB: Final = 2**20
_RUNS: Final = 3
_IDLE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes beyond those of the loaded model; seconds to the first segment, and in all.

    `idle` is the share of a core that the loaded model takes while there is no job.
    """

    peak_bytes: int
    first_seconds: float
    all_seconds: float
    idle: float


def compare(course: Course, folder: Path, *, minutes: list[float]) -> None:
    """Print each length beside the shortest."""
    talks = {each: _spoken(course, folder, each) for each in minutes}
    shortest = talks[minutes[0]]
    print(f"  c. memory beyond the loaded model, and time to the first segment, {_RUNS} runs each")
    for length, footprints in talks.items():
        peaks = [each.peak_bytes / _MIB for each in footprints]
        first = median(each.first_seconds / each.all_seconds for each in footprints)
        print(
            f"     {length:g} min: {median(peaks):.0f} MiB ({min(peaks):.0f} to {max(peaks):.0f}), "
            f"{_ratio(footprints, shortest):.2f}x that of {minutes[0]:g} min; "
            f"first segment after {first:.2%} of the time"
        )
    silent = minutes[-1]
    footprint = _measured_apart(course, silent_recording(folder / "silence.wav", silent * 60))
    speed = silent * 60 / footprint.all_seconds
    print(
        f"     {silent:g} min of silence: {_ratio([footprint], shortest):.2f}x, "
        f"{speed:.0f} times as fast as it lasts"
    )
    idle = max(each.idle for footprints in talks.values() for each in footprints)
    print(f"     the loaded model with no job: {idle:.2%} of a core", flush=True)


def _spoken(course: Course, folder: Path, minutes: float) -> list[Footprint]:
    """Measure a talk several times: when threads meet differs, and so do peaks."""
    file = folder / "speech.wav"
    return [_measured_apart(course, long_recording(file, minutes * 60)) for _ in range(_RUNS)]


def _ratio(of: list[Footprint], over: list[Footprint]) -> float:
    ours, theirs = (median(each.peak_bytes for each in side) for side in (of, over))
    return ours / theirs


def _measured_apart(course: Course, file: Path) -> Footprint:
    how = [str(course.model), str(file), course.device, course.compute_type]
    command = [sys.executable, "-m", "benchmarks.memory", *how]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    file.unlink()
    return Footprint(**json.loads(output))


async def _measure(course: Course, file: Path) -> Footprint:
    engine = Engine(course, file.parent, dynamic=True)
    await engine.warm()
    before = _peak_bytes()
    # What a process loads with its first job, such as the speech detector, is not to be timed.
    await engine.listen(long_recording(file.with_name("warm-up.wav"), 60.0))
    first, whole = await engine.listen(file)
    peak, busy = _peak_bytes(), process_time()
    await asyncio.sleep(_IDLE_SECONDS)
    idle = (process_time() - busy) / _IDLE_SECONDS
    await engine.close()
    return Footprint(peak - before, first, whole, idle)


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB


def main() -> None:
    """Measure one file in this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("device")
    parser.add_argument("compute_type")
    arguments = parser.parse_args()
    course = Course(arguments.model, arguments.device, arguments.compute_type)
    footprint = asyncio.run(_measure(course, arguments.file))
    print(json.dumps({name: getattr(footprint, name) for name in Footprint.__slots__}))


if __name__ == "__main__":
    main()

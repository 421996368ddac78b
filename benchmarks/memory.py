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
from typing import Final

from benchmarks.contenders import Course, Engine
from benchmarks.speech import long_recording

_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes beyond those of the loaded model; seconds to the first segment, and in all."""

    peak_bytes: int
    first_seconds: float
    all_seconds: float


def compare(model: Path, folder: Path, *, minutes: list[float]) -> None:
    """Print each length beside the shortest."""
    footprints = [_measured_apart(model, folder, each) for each in minutes]
    print("  c. memory beyond the loaded model, and time to the first segment")
    for length, footprint in zip(minutes, footprints, strict=True):
        ratio = footprint.peak_bytes / footprints[0].peak_bytes
        first = footprint.first_seconds / footprint.all_seconds
        print(
            f"     {length:g} min: {footprint.peak_bytes / 2**20:.0f} MiB at most, "
            f"{ratio:.2f}x that of {minutes[0]:g} min; first segment after {first:.2%} of the time"
        )


def _measured_apart(model: Path, folder: Path, minutes: float) -> Footprint:
    file = long_recording(folder / "memory.wav", minutes * 60)
    command = [sys.executable, "-m", "benchmarks.memory", str(model), str(file)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    file.unlink()
    return Footprint(**json.loads(output))


async def _measure(model: Path, file: Path) -> Footprint:
    engine = Engine(Course(model), dynamic=True)
    await engine.warm()
    warm_up = long_recording(file.with_name("warm-up.wav"), 60.0)
    await engine.listen(warm_up)
    before = _peak_bytes()
    first, whole = await engine.listen(file)
    await engine.close()
    return Footprint(_peak_bytes() - before, first, whole)


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB


def main() -> None:
    """Measure one file in this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    footprint = asyncio.run(_measure(arguments.model, arguments.file))
    print(json.dumps({name: getattr(footprint, name) for name in Footprint.__slots__}))


if __name__ == "__main__":
    main()

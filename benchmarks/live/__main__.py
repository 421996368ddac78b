"""Measure live sessions: `python -m benchmarks.live MODEL_FOLDER [speech|speechless|long|jobs]`."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.live import beside_jobs, long_session, speech, speechless
from benchmarks.live.jobs import as_jobs
from benchmarks.live.measured_service import measured_service
from benchmarks.live.scores import HEAD, percentile, score, told
from benchmarks.live.simulated import simulate
from benchmarks.live.track import tracks_of
from benchmarks.quality.manifest import Recording, read_manifest

MANIFEST: Final = Path(__file__).parents[2].parent / "shared" / "data" / "speech" / "manifest.tsv"
_MEASURES: Final = {
    "speech": "sessions at once at the pace of speech: delays, error rates, words lost",
    "simulated": "one session in time that goes on by processor time: for a machine in use",
    "speechless": "half an hour of silence, noise and music, in simulated time",
    "long": "a session of hours: memory, and the last minute over the first",
    "jobs": "a session beside a job of an hour",
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name}: {said}" for name, said in _MEASURES.items()),
    )
    parser.add_argument("model", type=_folder, help="folder of the weights")
    parser.add_argument("measure", nargs="?", choices=_MEASURES, default="speech")
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 3, 6])
    parser.add_argument("--seconds", type=float, default=100.0, help="length of each session")
    parser.add_argument("--hours", type=float, default=3.0, help="length of the long session")
    parser.add_argument("--detect", action="store_true", help="do not name the language")
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    return parser.parse_args()


def _folder(path: str) -> Path:
    return Path(path).resolve()


async def _main(asked: argparse.Namespace) -> None:
    if not asked.manifest.exists():
        print(f"Skipped: there are no recordings ({asked.manifest.name} is missing).")
        return
    recordings = read_manifest(asked.manifest)
    print(f"{asked.measure}: {_MEASURES[asked.measure]}; {os.cpu_count()} cores", flush=True)
    match asked.measure:
        case "speech":
            await speech.measure(
                asked.model,
                recordings,
                counts=asked.sessions,
                seconds=asked.seconds,
                detect=asked.detect,
            )
        case "simulated":
            await _simulated(asked.model, recordings, seconds=asked.seconds, detect=asked.detect)
        case "speechless":
            await speechless.measure(asked.model, recordings)
        case "long":
            await long_session.measure(asked.model, recordings, hours=asked.hours)
        case _:
            await beside_jobs.measure(asked.model, recordings, seconds=asked.seconds)


async def _simulated(
    model: Path, recordings: Sequence[Recording], *, seconds: float, detect: bool
) -> None:
    (track,) = tracks_of(recordings, ["en"], seconds=seconds)
    async with measured_service(model) as service:
        jobs = await as_jobs(service.client, track)
    heard, time = await simulate(model, track.samples, language=None if detect else "en")
    took = f"{median(time.took):.2f} s, p95 {percentile(time.took, 0.95):.2f} s"
    print(HEAD, told("simulated", [score(heard, jobs, track)]), sep="\n")
    print(f"a decoding took {took}")


if __name__ == "__main__":
    asyncio.run(_main(_arguments()))

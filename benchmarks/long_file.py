"""a. One long file: this engine against faster-whisper, sequential and batched."""

from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.contenders import Course, Engine, Library
from benchmarks.race import brief, race, savings, speed_ups
from benchmarks.speech import long_recording

_BATCHES_TRIED: Final = (1, 2, 4, 8, 16)
_TRIAL_SHARE: Final = 0.25


async def compare(course: Course, folder: Path, *, seconds: float, runs: int) -> None:
    """Print how much faster the engine is."""
    file = long_recording(folder / "long.wav", seconds)
    engine, library = Engine(course, folder), Library(course)
    await engine.warm()
    await engine.listen(file)
    trial = long_recording(folder / "trial.wav", max(60.0, seconds * _TRIAL_SHARE))
    best = min(_BATCHES_TRIED, key=partial(_seconds_in_batches_of, library, trial))

    async def ours() -> None:
        await engine.listen(file)

    async def batched() -> None:
        library.batched(file, batch_size=best)

    async def sequential() -> None:
        library.sequential(file)

    timings = await race({"engine": ours, "batched": batched, "sequential": sequential}, runs=runs)
    await engine.close()
    print(f"  a. one file of {seconds / 60:.0f} min, beam {course.beam_size}")
    for name, label in (
        ("batched", f"batched, batch {best} (its best)"),
        ("sequential", "sequential"),
    ):
        faster = brief(speed_ups(timings["engine"], timings[name]))
        cheaper = brief(savings(timings["engine"], timings[name]))
        print(f"     engine over faster-whisper {label}: {faster}; CPU work {cheaper}")


def _seconds_in_batches_of(library: Library, trial: Path, batch_size: int) -> float:
    began = perf_counter()
    library.batched(trial, batch_size=batch_size)
    return perf_counter() - began

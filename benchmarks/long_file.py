"""a. One long file: this engine against faster-whisper, sequential and batched."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from typing_extensions import override

from adapters.whisper.models.cores import count_cores
from benchmarks.contenders import Course, Engine, Library
from benchmarks.race import brief, race, savings, seconds, speed_ups
from benchmarks.speech import long_recording

_BATCHES_TRIED: Final = (2, 4, 8, 16)
_TRIAL_SECONDS: Final = 240.0


@dataclass(frozen=True, slots=True)
class _Setting:
    """The settings of the library."""

    library: Library
    batch_size: int

    def hear(self, file: Path) -> float:
        """Transcribe and give the seconds that took."""
        began = perf_counter()
        self.library.batched(file, batch_size=self.batch_size)
        return perf_counter() - began

    @override
    def __str__(self) -> str:
        return f"batch {self.batch_size}, {self.library.cpu_threads} threads"


async def compare(course: Course, folder: Path, *, length: float, runs: int) -> None:
    """Print how much faster the engine is on a file of `length` seconds."""
    file = long_recording(folder / "long.wav", length)
    engine = Engine(course, folder)
    await engine.warm()
    await engine.listen(file)
    best = _best(course, long_recording(folder / "trial.wav", min(length, _TRIAL_SECONDS)))

    async def ours() -> None:
        await engine.listen(file)

    async def batched() -> None:
        best.hear(file)

    async def sequential() -> None:
        best.library.sequential(file)

    timings = await race({"engine": ours, "batched": batched, "sequential": sequential}, runs=runs)
    await engine.close()
    print(f"  a. one file of {length / 60:g} min, beam {course.beam_size}")
    print(f"     engine: {seconds(timings['engine'])}")
    for name, label in (("batched", f"batched, {best} (its best)"), ("sequential", "sequential")):
        faster = brief(speed_ups(timings["engine"], timings[name]))
        cheaper = brief(savings(timings["engine"], timings[name]))
        print(f"     faster-whisper {label}: {seconds(timings[name])}")
        print(f"     engine over that: {faster}; CPU work {cheaper}", flush=True)


def _best(course: Course, trial: Path) -> _Setting:
    """Find the library's best batch size, and with that its best number of threads."""
    usual = Library(course)
    batches = [_Setting(usual, size) for size in _BATCHES_TRIED]
    best = min(batches, key=lambda each: each.hear(trial))
    return min([best, *_with_other_threads(course, best)], key=lambda each: each.hear(trial))


def _with_other_threads(course: Course, best: _Setting) -> Iterator[_Setting]:
    if course.device == "cpu":
        for threads in {1, 2 * count_cores()} - {best.library.cpu_threads}:
            yield _Setting(Library(course, cpu_threads=threads), best.batch_size)

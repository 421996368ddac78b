"""b. Short clips that arrive at once: this engine against faster-whisper behind a lock."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.contenders import Course, Engine, Library
from benchmarks.race import brief, race, savings, seconds, speed_ups
from benchmarks.speech import clips


async def compare(course: Course, folder: Path, *, count: int, runs: int, dynamic: bool) -> None:
    """Print how much faster the engine is, greedy and with a beam."""
    files = clips(folder, count)
    for beam_size in (1, 5):
        await _compare(replace(course, beam_size=beam_size), files, runs=runs, dynamic=dynamic)


async def _compare(course: Course, files: list[Path], *, runs: int, dynamic: bool) -> None:
    engines = {"full": Engine(course, files[0].parent)}
    if dynamic:
        engines["dynamic"] = Engine(course, files[0].parent, dynamic=True)
    library = Library(course)
    legs = {name: partial(engine.listen_to_all, files) for name, engine in engines.items()}
    for leg in legs.values():
        await leg()
    timings = await race({**legs, "lock": partial(library.behind_a_lock, files)}, runs=runs)
    print(f"  b. {len(files)} clips of 5 to 15 s at once, beam {course.beam_size}")
    print(f"     faster-whisper behind a lock: {seconds(timings['lock'])}")
    for name, engine in engines.items():
        faster = brief(speed_ups(timings[name], timings["lock"]))
        cheaper = brief(savings(timings[name], timings["lock"]))
        print(
            f"     engine, {name} context: {seconds(timings[name])}; "
            f"over that: {faster}; CPU work {cheaper}",
            flush=True,
        )
        await engine.close()

"""Print the speed and the word errors of the engine and its contenders on real recordings."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from adapters.whisper.models.cores import count_cores
from benchmarks.quality.manifest import Recording
from benchmarks.quality.report.tables import percent, table
from benchmarks.quality.subjects.roster import Setting
from benchmarks.race import brief, race, seconds, speed_ups
from benchmarks.real.contenders import (
    BATCHED,
    ENGINES,
    LOCK,
    SEQUENTIAL,
    WORKERS,
    open_contenders,
)
from benchmarks.real.peak import peak_mib
from benchmarks.real.recordings import clips, longest

PARTS = ("clips", "long", "memory")


async def measure(
    setting: Setting, manifest: Path, *, parts: Sequence[str], runs: int, count: int
) -> None:
    """Measure the parts that are wanted, greedily and with a beam."""
    print(
        f"{Path(setting.model).name} (trained weights), {setting.compute_type} on "
        f"{setting.device}, {count_cores()} cores, {runs} alternating runs"
    )
    for beam_size in (1, 5):
        beamed = replace(setting, beam_size=beam_size)
        if "clips" in parts:
            chosen = clips(manifest, count)
            print(f"\n{len(chosen)} real clips of 3 to 15 s at once, beam {beam_size}\n")
            await _race(beamed, chosen, (LOCK, WORKERS, BATCHED), runs)
        if "long" in parts:
            recording = longest(manifest)
            minutes = recording.seconds / 60
            print(f"\na real recording of {minutes:.0f} minutes, beam {beam_size}\n")
            await _race(beamed, [recording], (BATCHED, SEQUENTIAL), runs)
    if "memory" in parts:
        print("\npeak memory of the whole process for the longest recording, beam 5\n")
        names = (*ENGINES, BATCHED, SEQUENTIAL)
        peaks = [[name, f"{peak_mib(setting, manifest, name)} MiB"] for name in names]
        print(table(["contender", "peak"], peaks), flush=True)


async def _race(
    setting: Setting, recordings: Sequence[Recording], rivals: Sequence[str], runs: int
) -> None:
    async with AsyncExitStack() as stack:
        contenders = await open_contenders(setting, [*ENGINES, *rivals], stack)
        legs = {name: partial(each.hear, recordings) for name, each in contenders.items()}
        for leg in legs.values():
            await leg()
        timings = await race(legs, runs=runs)
    rows = [
        [
            name,
            percent(contender.counts.error_rate),
            seconds(timings[name]),
            *(_over(name, rival, speed_ups(timings[name], timings[rival])) for rival in rivals),
        ]
        for name, contender in contenders.items()
    ]
    header = ["contender", "word error rate", "time", *(f"over {rival}" for rival in rivals)]
    print(table(header, rows), flush=True)


def _over(name: str, rival: str, ratios: list[float]) -> str:
    return "" if name == rival else brief(ratios)

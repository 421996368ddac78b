"""Measure the peak memory of a process that transcribes one recording; `main` is that process."""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.quality.subjects.roster import Setting
from benchmarks.real.contenders import EVERYONE, open_contenders
from benchmarks.real.recordings import longest

_KIB_IN_MIB: Final = 1024


def peak_mib(setting: Setting, manifest: Path, name: str) -> int:
    """Let one contender hear the longest recording in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.real.peak", json.dumps(asdict(setting))]
    command += [str(manifest), name]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(output)


async def _hear(setting: Setting, manifest: Path, name: str) -> None:
    async with AsyncExitStack() as stack:
        contenders = await open_contenders(setting, [name], stack)
        await contenders[name].hear([longest(manifest)])


def main() -> None:
    """Print the peak of this process in MiB."""
    parser = argparse.ArgumentParser()
    parser.add_argument("setting", type=json.loads)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("name", choices=EVERYONE)
    wishes = parser.parse_args()
    asyncio.run(_hear(Setting(**wishes.setting), wishes.manifest, wishes.name))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIB_IN_MIB)


if __name__ == "__main__":
    main()

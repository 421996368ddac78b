"""What listening to voices costs: `python -m benchmarks.listening [MINUTES ...]`.

For each length a process of its own listens to samples/library-call.mp3, repeated; with `--sparse`
to two minutes of it in each hour, and silence otherwise. Then it tells the speakers apart. It
prints the CPU time of the service and of its decoding process for an hour of audio, the time that
listening took, the size of the evidence, and the largest memory.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import monotonic

import av
import numpy as np

from adapters.diarization.diarizer import OnnxDiarizer
from adapters.sound.processes.pool import DecodingProcesses
from adapters.storage.local_recordings import LocalRecordings
from application.ports.diarizer import ListeningRequest
from domain.job import BlobKey
from domain.speakers import SpeakerCounts
from tests.two_voices import call

_RATE_HZ = 16_000
_HOUR_SECONDS = 3600
_TALK_MINUTES = 2


def main() -> None:
    """Measure each length in a process of its own, and print a row for it."""
    arguments = [each for each in sys.argv[1:] if each != "--sparse"]
    if arguments[:1] == ["--measure"]:
        print(json.dumps(asyncio.run(_measured(Path(arguments[1])))))
        return
    folder = Path("build/listening")
    folder.mkdir(parents=True, exist_ok=True)
    print("| minutes | CPU s for an hour | of this decoding | wall s | evidence MB | peak MiB |")
    print("|---|---|---|---|---|---|")
    for minutes in map(int, arguments or ["10", "60"]):
        file = folder / f"{minutes}.mka"
        _write(file, minutes, is_sparse="--sparse" in sys.argv)
        command = [sys.executable, "-m", "benchmarks.listening", "--measure", str(file)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        print(f"| {minutes} | {' | '.join(json.loads(done.stdout))} |", flush=True)
        file.unlink()


def _write(file: Path, minutes: int, *, is_sparse: bool) -> None:
    """Write a recording of this length, minute by minute."""
    talk = np.resize(call(), 60 * _RATE_HZ)
    with av.open(str(file), "w") as output:
        track = output.add_stream("flac", rate=_RATE_HZ, layout="mono")
        for minute in range(minutes):
            silent = is_sparse and minute % 60 >= _TALK_MINUTES
            samples = np.zeros_like(talk) if silent else talk
            shorts = (samples * 32767).astype(np.int16)[None]
            frame = av.AudioFrame.from_ndarray(shorts, format="s16", layout="mono")
            frame.sample_rate = _RATE_HZ
            frame.pts = minute * len(talk)
            output.mux(track.encode(frame))
        output.mux(track.encode(None))


async def _measured(file: Path) -> list[str]:
    processes = DecodingProcesses(ahead=False)
    diarizer = OnnxDiarizer(blobs=LocalRecordings(), processes=processes)
    began, position = monotonic(), 0.0
    evidence: list[bytes] = []
    async for heard in diarizer.listen(ListeningRequest(BlobKey(str(file)))):
        position = heard.position
        evidence.append(heard.evidence)
    wall = monotonic() - began
    await diarizer.tell_apart(_stored(evidence), SpeakerCounts())
    processes.close()
    own, decoding = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    seconds = [used.ru_utime + used.ru_stime for used in (own, decoding)]
    hours = position / _HOUR_SECONDS
    return [
        f"{sum(seconds) / hours:.0f}",
        f"{seconds[1] / hours:.1f}",
        f"{wall:.0f}",
        f"{sum(map(len, evidence)) / 1e6:.2f}",
        f"{own.ru_maxrss / 1024:.0f}",
    ]


async def _stored(evidence: Sequence[bytes]) -> AsyncIterator[bytes]:
    for each in evidence:
        yield each


if __name__ == "__main__":
    main()

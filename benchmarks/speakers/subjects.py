"""Let our engine and senko tell the speakers of recordings apart."""

import json
import subprocess
import wave
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np
from faster_whisper.audio import decode_audio

from adapters.diarization.diarizer import OnnxDiarizer
from adapters.sound.processes.pool import DecodingProcesses
from adapters.storage.local_recordings import LocalRecordings
from application.ports.diarizer import ListeningRequest
from benchmarks.quality.manifest import Recording
from domain.job import BlobKey
from domain.speakers import SpeakerCounts, SpeakerTurn

_RATE: Final = 16_000
_PROGRAM: Final = Path(__file__).with_name("senko_program.py")


@dataclass(frozen=True, slots=True)
class Result:
    """The turns that were found in a recording, and the seconds that this took."""

    recording: Recording
    turns: tuple[SpeakerTurn, ...]
    took_seconds: float


async def ours(recordings: Sequence[Recording]) -> AsyncIterator[Result]:
    """Yield what our engine finds in each recording, one after the other."""
    with closing(DecodingProcesses()) as processes:
        diarizer = OnnxDiarizer(blobs=LocalRecordings(), processes=processes)
        for recording in recordings:
            began = perf_counter()
            turns = await _told_apart(diarizer, recording)
            yield Result(recording, turns, perf_counter() - began)


async def _told_apart(diarizer: OnnxDiarizer, recording: Recording) -> tuple[SpeakerTurn, ...]:
    request = ListeningRequest(BlobKey(str(recording.path)))
    async with aclosing(diarizer.listen(request)) as heard:
        evidence = [each.evidence async for each in heard]

    async def stored() -> AsyncIterator[bytes]:
        for each in evidence:
            yield each

    return (await diarizer.tell_apart(stored(), SpeakerCounts())).turns


def senko(python: Path, recordings: Sequence[Recording]) -> Iterator[Result]:
    """Yield what senko finds in each recording; `python` is of an environment that has senko.

    Raises CalledProcessError.
    """
    with TemporaryDirectory() as folder:
        files = [_decoded(each, Path(folder) / f"{n}.wav") for n, each in enumerate(recordings)]
        finished = subprocess.run(
            [python, _PROGRAM, *files], check=True, stdout=subprocess.PIPE, text=True
        )
    for recording, line in zip(recordings, finished.stdout.splitlines(), strict=True):
        found = json.loads(line)
        turns = tuple(SpeakerTurn(start, end, who) for start, end, who in found["turns"])
        yield Result(recording, turns, found["seconds"])


def _decoded(recording: Recording, path: Path) -> Path:
    """Write the sound of a recording in the only form that senko reads."""
    samples = decode_audio(str(recording.path), sampling_rate=_RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path

"""The contenders on real recordings: the engine, and faster-whisper as services use it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from faster_whisper import WhisperModel

from adapters.whisper.models.cores import count_cores
from benchmarks.quality.manifest import Recording
from benchmarks.quality.scoring import WordCounts, count_errors, pooled
from benchmarks.quality.subjects.library import Library
from benchmarks.quality.subjects.roster import Roster, Setting
from benchmarks.quality.subjects.subject import Subject, Transcript

ENGINES: Final = {"engine, full contexts": False, "engine, short contexts": True}
LOCK: Final = "faster-whisper behind a lock"
WORKERS: Final = "faster-whisper, two workers of one thread"
SEQUENTIAL: Final = "faster-whisper sequential"
BATCHED: Final = "faster-whisper batched (16, 2 threads)"
EVERYONE: Final = (*ENGINES, LOCK, WORKERS, SEQUENTIAL, BATCHED)


@dataclass(eq=False, slots=True)
class Contender:
    """One who hears recordings that arrive together, at most `at_once` side by side."""

    subject: Subject
    at_once: int | None = None
    counts: WordCounts = field(default_factory=WordCounts)

    async def hear(self, recordings: Sequence[Recording]) -> None:
        """Hear all, and keep the word errors of this time."""
        places = asyncio.Semaphore(self.at_once or len(recordings))

        async def one(recording: Recording) -> Transcript:
            async with places:
                return await self.subject.hear(recording)

        heard = await asyncio.gather(*map(one, recordings))
        self.counts = pooled(
            count_errors(each.reference, _text(transcript), each.language or "")
            for each, transcript in zip(recordings, heard, strict=True)
        )


async def open_contenders(
    setting: Setting, names: Sequence[str], stack: AsyncExitStack
) -> Mapping[str, Contender]:
    """Load what they need; `stack` lets it go. Raises ModelUnavailableError."""
    roster = Roster(setting)
    stack.push_async_callback(roster.close)
    contenders: dict[str, Contender] = {}
    for name in names:
        if name in ENGINES:
            contenders[name] = Contender(await roster.engine(short=ENGINES[name], options={}))
        else:
            contenders[name] = _library(setting, roster, name)
    return contenders


def _library(setting: Setting, roster: Roster, name: str) -> Contender:
    workers = 2 if name == WORKERS else 1
    model = WhisperModel(
        str(roster.folder),
        device=setting.device,
        compute_type=setting.compute_type,
        cpu_threads=1 if name == WORKERS else 2 if name == BATCHED else count_cores(),
        num_workers=workers,
    )
    options = {"beam_size": setting.beam_size}
    return Contender(Library(model, batched=name == BATCHED, options=options), at_once=workers)


def _text(transcript: Transcript) -> str:
    return "".join(cue.text for cue in transcript.cues)

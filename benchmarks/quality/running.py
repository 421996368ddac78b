"""Let every subject transcribe every recording, and store the outcomes."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.quality.checkpoint import Checkpoint
from benchmarks.quality.manifest import Recording
from benchmarks.quality.outcome import Outcome
from benchmarks.quality.subjects.roster import SUBJECTS, Roster
from benchmarks.quality.subjects.subject import Subject, Transcript
from domain.errors.kinds import TranscriberError


@dataclass(frozen=True, slots=True)
class Run:
    """Which subjects hear which recordings, `at_once` of these side by side.

    The subjects take turns on each recording, so whatever else the machine does hits all alike,
    and a run that ends early has heard the same recordings with everyone.
    """

    names: Sequence[str]
    recordings: Sequence[Recording]
    checkpoint: Checkpoint
    at_once: int
    again: frozenset[str] = frozenset()

    async def __call__(self, roster: Roster) -> None:
        """Run what is missing, and the subjects in `again` in any case."""
        missing = list(self._missing())
        if not missing:
            return
        subjects = await roster.open(
            list(dict.fromkeys(name for _, each in missing for name in each))
        )
        places = asyncio.Semaphore(self.at_once)
        try:
            async with asyncio.TaskGroup() as tasks:
                for number, (recording, names) in enumerate(missing, start=1):
                    turn = _Turn(f"{number}/{len(missing)}", recording, names)
                    tasks.create_task(self._hear(turn, subjects, places))
        finally:
            await roster.close()

    def _missing(self) -> Iterable[tuple[Recording, Sequence[str]]]:
        done = self.checkpoint.read()
        for recording in self.recordings:
            names = [
                name
                for name in self.names
                if due(name, recording)
                and (name in self.again or (name, recording.file) not in done)
            ]
            if names:
                yield recording, names

    async def _hear(
        self, turn: "_Turn", subjects: Mapping[str, Subject], places: asyncio.Semaphore
    ) -> None:
        async with places:
            for name in turn.names:
                outcome = await outcome_of(name, subjects[name], turn.recording, self.at_once)
                self.checkpoint.add(outcome)
                print(
                    f"{turn.place} {turn.recording.file} {name}: {outcome.wall:.1f} s", flush=True
                )


@dataclass(frozen=True, slots=True)
class _Turn:
    place: str
    recording: Recording
    names: Sequence[str]


def due(name: str, recording: Recording) -> bool:
    """Say whether a subject is to hear a recording at all."""
    return bool(recording.exact_utterances) or not SUBJECTS[name].word_times_only


async def outcome_of(name: str, subject: Subject, recording: Recording, at_once: int) -> Outcome:
    """Let a subject hear a recording, and write down what it made of it."""
    wall, cpu = perf_counter(), process_time()
    try:
        heard = await subject.hear(recording)
    except TranscriberError as error:  # one recording that fails must not end a run of hours
        heard = Transcript(None, (), None, caveats=(f"failed: {error.code}",))
    return Outcome(
        subject=name,
        file=recording.file,
        language=heard.language,
        cues=heard.cues,
        words=heard.words,
        gaps=heard.gaps,
        caveats=heard.caveats,
        wall=round(perf_counter() - wall, 3),
        cpu=round(process_time() - cpu, 3),
        at_once=at_once,
    )

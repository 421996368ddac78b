"""Speakers, their edits, and evidence of voices in dictionaries."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from typing_extensions import override

from application.ports.diarizer import Listened
from application.ports.speaker_edits import SpeakerEditRepository
from application.ports.speakers import SpeakerRepository
from application.ports.voice_evidence import VoiceEvidenceRepository
from domain.errors.jobs import StaleJobError
from domain.job import JobId
from domain.speaker_assignment import Parts
from domain.speaker_edits import LabelEdit, Move, SpeakerEdits
from domain.speakers import SpeakerTurn
from tests.memory.database import MemoryTransaction, Records


class MemoryVoiceEvidenceRepository(VoiceEvidenceRepository):
    """Evidence in a dictionary of tuples."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def append(self, job_id: JobId, heard: Listened) -> None:
        draft = await _draft(self._transaction, job_id)
        draft.voice_evidence[job_id] = (*draft.voice_evidence.get(job_id, ()), heard)

    @override
    async def position(self, job_id: JobId) -> float:
        return max((heard.position for heard in self._stored(job_id)), default=0.0)

    @override
    async def of(self, job_id: JobId) -> AsyncIterator[bytes]:
        for heard in self._stored(job_id):
            yield heard.evidence

    @override
    async def forget(self, job_id: JobId) -> None:
        (await self._transaction.draft()).voice_evidence.pop(job_id, None)

    def _stored(self, job_id: JobId) -> tuple[Listened, ...]:
        return self._transaction.seen.voice_evidence.get(job_id, ())


class MemorySpeakerRepository(SpeakerRepository):
    """Turns and parts in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def keep(
        self, job_id: JobId, turns: Sequence[SpeakerTurn], parts: Sequence[Parts]
    ) -> None:
        draft = await _draft(self._transaction, job_id)
        if job_id in draft.speakers:
            raise StaleJobError(job_id)
        draft.speakers[job_id] = (tuple(turns), tuple(parts))

    @override
    async def turns(self, job_id: JobId) -> AsyncIterator[SpeakerTurn]:
        for turn in self._transaction.seen.speakers.get(job_id, ((), ()))[0]:
            yield turn

    @override
    async def parts(self, job_id: JobId) -> AsyncIterator[Parts]:
        for parts in self._transaction.seen.speakers.get(job_id, ((), ()))[1]:
            yield parts

    @override
    async def copy(self, source: JobId, target: JobId) -> None:
        draft = await self._transaction.draft()
        if source in draft.speakers:
            draft.speakers[target] = draft.speakers[source]


class MemorySpeakerEditRepository(SpeakerEditRepository):
    """Edits in dictionaries."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def edit(self, job_id: JobId, label: str, edit: LabelEdit) -> None:
        draft = await _draft(self._transaction, job_id)
        labels = {**draft.speaker_edits.get(job_id, SpeakerEdits()).labels, label: edit}
        kept = {name: each for name, each in labels.items() if each != LabelEdit()}
        draft.speaker_edits[job_id] = SpeakerEdits(kept)

    @override
    async def move(self, job_id: JobId, move: Move) -> None:
        draft = await _draft(self._transaction, job_id)
        draft.speaker_moves[job_id, move.index] = move

    @override
    async def withdraw_move(self, job_id: JobId, index: int) -> None:
        (await self._transaction.draft()).speaker_moves.pop((job_id, index), None)

    @override
    async def withdraw_all(self, job_id: JobId) -> None:
        draft = await self._transaction.draft()
        draft.speaker_edits.pop(job_id, None)
        for key in [key for key in draft.speaker_moves if key[0] == job_id]:
            del draft.speaker_moves[key]

    @override
    async def edits(self, job_ids: Collection[JobId]) -> Mapping[JobId, SpeakerEdits]:
        stored = self._transaction.seen.speaker_edits.items()
        return {job_id: edits for job_id, edits in stored if job_id in job_ids and edits.labels}

    @override
    async def moves(self, job_id: JobId) -> AsyncIterator[Move]:
        stored = self._transaction.seen.speaker_moves
        for key in sorted(key for key in stored if key[0] == job_id):
            yield stored[key]


async def _draft(transaction: MemoryTransaction, job_id: JobId) -> Records:
    draft = await transaction.draft()
    if job_id not in draft.jobs:
        raise StaleJobError(job_id)
    return draft

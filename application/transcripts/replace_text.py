"""Replace a text wherever it occurs in a transcript, and take that back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from application.ports.clock import Clock
from application.ports.job_cache import JobCache
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from application.transcripts.layered import lines
from application.transcripts.readable_job import readable
from application.transcripts.write_corrections import write_corrections
from domain.correction import MAX_CORRECTION_LENGTH, Correction
from domain.errors.jobs import SegmentNotFoundError
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.job import Job, JobId
from domain.user import User

MOST_SEGMENTS: Final = 1_000
"""How many segments can be changed in one transaction."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to find, and what to write in its place; words count as whole with `whole_words`."""

    find: str
    replace: str
    match_case: bool = False
    whole_words: bool = False

    def applied_to(self, text: str) -> tuple[str, int]:
        """Return the text with the replacement, and how often it was made."""
        wanted = re.escape(self.find)
        pattern = rf"(?<!\w){wanted}(?!\w)" if self.whole_words else wanted
        flags = 0 if self.match_case else re.IGNORECASE
        return re.subn(pattern, lambda _: self.replace, text, flags=flags)


@dataclass(frozen=True, slots=True)
class ChangedSegment:
    """A segment before and after; None is the text that was heard, without a correction."""

    index: int
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Correct all segments of one of the caller's completed jobs in which a text occurs."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache
    clock: Clock

    async def __call__(
        self, job_id: JobId, wanted: Replacement, *, caller: User, preview: bool = False
    ) -> tuple[Sequence[ChangedSegment], int]:
        """Return the changed segments, and how often the text occurred; a preview writes nothing.

        Raises JobNotFoundError, TranscriptNotReadyError, StaleJobError, InvalidRequestError.
        """
        async with self.unit_of_work() as uow:
            job = await readable(uow, job_id, caller)
            changes, count = await _changes(uow, job, wanted)
            if changes and not preview:
                texts = {change.index: change.after for change in changes}
                await write_corrections(uow, job.id, _corrections(texts, self.clock))
                async with forgotten(self.cache, job):
                    await uow.commit()
        return changes, count


@dataclass(frozen=True, slots=True)
class SetCorrections:
    """Set or withdraw the corrections of several segments at once."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache
    clock: Clock

    async def __call__(
        self, job_id: JobId, texts: Mapping[int, str | None], *, caller: User
    ) -> None:
        """Correct segments; None withdraws a correction.

        Raises JobNotFoundError, SegmentNotFoundError, TranscriptNotReadyError, StaleJobError.
        """
        async with self.unit_of_work() as uow:
            job = await readable(uow, job_id, caller)
            heard = {
                line.index: line.heard.text async for line in lines(uow, job) if line.index in texts
            }
            for index in sorted(texts.keys() - heard.keys()):
                raise SegmentNotFoundError(index)
            withdrawn = {index: heard[index] for index, text in texts.items() if text is None}
            kept = {index: text for index, text in texts.items() if text is not None}
            await write_corrections(uow, job.id, _corrections(kept, self.clock), withdrawn)
            async with forgotten(self.cache, job):
                await uow.commit()


async def _changes(
    uow: UnitOfWork, job: Job, wanted: Replacement
) -> tuple[Sequence[ChangedSegment], int]:
    changes, count = [], 0
    async for line in lines(uow, job):
        text, times = wanted.applied_to(line.segment.text.strip())
        if times:
            before = None if line.correction is None else line.correction.text
            changes.append(ChangedSegment(line.index, before, " ".join(text.split())))
            count += times
    if len(changes) > MOST_SEGMENTS:
        raise _refused(f"This occurs in more than {MOST_SEGMENTS:,} segments. Search for more.")
    if any(len(change.after) > MAX_CORRECTION_LENGTH for change in changes):
        raise _refused("With this, a segment would be too long.", "replace")
    return changes, count


def _corrections(texts: Mapping[int, str], clock: Clock) -> Sequence[Correction]:
    return [Correction.of(index, text, at=clock.now()) for index, text in texts.items()]


def _refused(detail: str, field: str = "find") -> InvalidRequestError:
    return InvalidRequestError(FieldError(field, detail))

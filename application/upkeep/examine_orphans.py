"""Check for `doctor` whether the audio in the storage belongs to jobs of this database."""

from dataclasses import dataclass

from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict
from application.upkeep.sweep_blobs import SweepBlobs, refusal


@dataclass(frozen=True, slots=True)
class OrphansExamination(Examination):
    """Finds audio without a job, as the sweep does, and removes nothing."""

    sweep: SweepBlobs

    @override
    async def examine(self) -> Finding:
        orphans = await self.sweep.find()
        if orphans.are_too_many(self.sweep.most_share):
            return Finding(Verdict.WARNING, refusal(orphans))
        return Finding(Verdict.OK, f"{len(orphans.keys)} of {orphans.of} files belong to no job.")

"""Check for `doctor` whether the database and the storage belong together."""

from dataclasses import dataclass

from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict
from application.upkeep.recognise_storage import MissStorage, RecogniseStorage


@dataclass(frozen=True, slots=True)
class InstallationExamination(Examination):
    """Compares the marks as a start does, without writing any."""

    recognise: RecogniseStorage

    @override
    async def examine(self) -> Finding:
        """Raise ForeignStorageError where a start would be refused."""
        marks = await self.recognise.ensure_ours()
        if marks.storage is None:
            return Finding(Verdict.OK, "Database and storage get their mark at the next start.")
        return Finding(Verdict.OK, f"Database and storage have the same mark ({marks.storage}).")


@dataclass(frozen=True, slots=True)
class MissingStorageExamination(Examination):
    """Checks whether a storage that cannot be found should be there."""

    miss: MissStorage

    @override
    async def examine(self) -> Finding:
        """Raise ForeignStorageError where a start would be refused."""
        await self.miss()
        return Finding(Verdict.OK, "There is no storage yet; the first start makes it.")

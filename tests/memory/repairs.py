from typing_extensions import override

from application.ports.repairs import Repair, RepairLog


class MemoryRepairs(RepairLog):
    """Remembers in `noted` and `refused` what it was told, oldest first."""

    def __init__(self) -> None:
        self.noted: list[tuple[Repair, str]] = []
        self.refused: list[tuple[Repair, str]] = []

    @override
    def note(self, repair: Repair, subject: str, *, count: int = 1) -> None:
        self.noted += [(repair, subject)] * count

    @override
    def refuse(self, repair: Repair, reason: str) -> None:
        self.refused.append((repair, reason))

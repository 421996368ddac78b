"""Choose a leader among the parts of one process."""

from dataclasses import dataclass

from typing_extensions import override

from application.ports.leadership import Leadership


@dataclass(slots=True)
class Office:
    """Holds the present leader."""

    holder: "MemoryLeadership | None" = None


class MemoryLeadership(Leadership):
    """Leadership among the parts of one process; a part with its own office always leads."""

    def __init__(self, office: Office | None = None) -> None:
        self._office = office or Office()

    @override
    async def is_mine(self) -> bool:
        if self._office.holder is None:
            self._office.holder = self
        return self._office.holder is self

    @override
    async def resign(self) -> None:
        if self._office.holder is self:
            self._office.holder = None

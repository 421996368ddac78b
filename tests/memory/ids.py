from uuid import UUID

from typing_extensions import override

from application.ports.ids import IdSource


class SequentialIds(IdSource):
    """Ids that can be foreseen: 1, 2, 3 and so on, as UUIDs."""

    def __init__(self) -> None:
        self._last = 0

    @override
    def new(self) -> UUID:
        self._last += 1
        return UUID(int=self._last)

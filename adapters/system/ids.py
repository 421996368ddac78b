from uuid import UUID, uuid4

from typing_extensions import override

from application.ports.ids import IdSource


class RandomIds(IdSource):
    """Random UUIDs (RFC 9562, version 4): 122 bits from the system's secure source."""

    @override
    def new(self) -> UUID:
        return uuid4()

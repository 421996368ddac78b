from dataclasses import dataclass

from typing_extensions import override

from application.ports.secrets import SecretSource

LENGTH = 43


@dataclass(slots=True)
class SequentialSecrets(SecretSource):
    """The secrets 1, 2, 3, ..., for tests that must know them."""

    made: int = 0

    @override
    def new(self) -> str:
        self.made += 1
        return str(self.made).rjust(LENGTH, "0")

"""Port: checks one part of an installation, for `doctor`."""

from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """How a part is; with a warning the service works, but perhaps not for long."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it where it is not well."""

    verdict: Verdict
    words: str
    advice: str | None = None


class Examination(Protocol):
    """Tries a part out as the service would use it, and leaves nothing behind."""

    @abstractmethod
    async def examine(self) -> Finding:
        """Look. A TranscriberError it raises is a failure too, in that error's words."""

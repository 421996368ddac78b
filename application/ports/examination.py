"""Port: checks one part of an installation, for `doctor`."""

from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """The result for one part; with a warning the service works, but perhaps not for long."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check found, and what to do if something is wrong."""

    verdict: Verdict
    words: str
    advice: str | None = None


class Examination(Protocol):
    """Tries a part as the service uses it, and removes all traces."""

    @abstractmethod
    async def examine(self) -> Finding:
        """Run the check. A raised TranscriberError is a failed check with that error's message."""

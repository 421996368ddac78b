"""Port: records what the service repaired by itself."""

from abc import abstractmethod
from enum import StrEnum
from typing import Protocol


class Repair(StrEnum):
    """A fault that the service repaired."""

    ATTEMPT_FENCED_OFF = "attempt_fenced_off"
    LEASE_TAKEN_BACK = "lease_taken_back"
    TRIED_ALONE = "tried_alone"
    MESSAGE_WRITTEN = "message_written"
    MESSAGE_SWEPT = "message_swept"
    BLOB_SWEPT = "blob_swept"
    JOB_EXPIRED = "job_expired"


class RepairLog(Protocol):
    """Records every repair, so that an operator sees how often something breaks."""

    @abstractmethod
    def note(self, repair: Repair, subject: str, *, count: int = 1) -> None:
        """Record a repair and its subject (an id or a key)."""

    @abstractmethod
    def refuse(self, repair: Repair, reason: str) -> None:
        """Record a repair that was not made, and why: an operator has to look first."""

"""Port: records what the service repaired by itself."""

from abc import abstractmethod
from enum import StrEnum
from typing import Protocol


class Repair(StrEnum):
    """Something that was put right."""

    ATTEMPT_FENCED_OFF = "attempt_fenced_off"
    LEASE_TAKEN_BACK = "lease_taken_back"
    TRIED_ALONE = "tried_alone"
    MESSAGE_WRITTEN = "message_written"
    MESSAGE_SWEPT = "message_swept"
    BLOB_SWEPT = "blob_swept"
    JOB_EXPIRED = "job_expired"


class RepairLog(Protocol):
    """Notes every repair, so that an operator sees how often something breaks."""

    @abstractmethod
    def note(self, repair: Repair, subject: str, *, count: int = 1) -> None:
        """Tell what was done, and to what (an id or a key)."""

    @abstractmethod
    def refuse(self, repair: Repair, reason: str) -> None:
        """Tell what was not done, and why, in words: somebody has to look first."""

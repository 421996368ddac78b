"""The stages of a job, each with its own progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """A step in the processing of a job; the steps run in this order."""

    PREPARING = "preparing"  # its model is downloaded or read into memory
    TRANSCRIBING = "transcribing"  # its checkpoint is the last passage that is stored


@dataclass(frozen=True, slots=True)
class StageState:
    """The progress of one stage, from 0 to 1."""

    stage: Stage
    progress: float


def current_stage(states: Sequence[StageState]) -> StageState:
    """Return the first stage that is not done; the last one if all are."""
    return next((state for state in states if state.progress < 1), states[-1])

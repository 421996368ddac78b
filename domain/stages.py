"""The stages of a job, each with its own progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """A step in the processing of a job; the last two run beside each other."""

    LIVE = "live"  # its sound comes from a live session
    PREPARING = "preparing"  # its model is downloaded or read into memory
    TRANSCRIBING = "transcribing"  # its checkpoint is the last passage that is stored
    DIARIZING = "diarizing"  # its checkpoint is the last evidence of voices that is stored


@dataclass(frozen=True, slots=True)
class StageState:
    """The progress of one stage, from 0 to 1."""

    stage: Stage
    progress: float


# Of the work of a job that tells speakers apart, about so much is telling them apart.
DIARIZING_SHARE: Final = 0.15


def overall_progress(states: Sequence[StageState]) -> float:
    """Return the progress of the work after the preparation, from 0 to 1; 1 only if all is done."""
    of = {state.stage: state.progress for state in states}
    told = of.get(Stage.DIARIZING)
    if told is None:
        return of[Stage.TRANSCRIBING]
    if told == of[Stage.TRANSCRIBING]:
        return told  # also where rounding would not give 1
    return of[Stage.TRANSCRIBING] * (1 - DIARIZING_SHARE) + told * DIARIZING_SHARE


def current_stage(states: Sequence[StageState]) -> StageState:
    """Return the first stage that is not done; the last one if all are."""
    return next((state for state in states if state.progress < 1), states[-1])

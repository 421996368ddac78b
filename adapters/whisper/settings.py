"""What the operator decides about the engine, as plain values."""

from dataclasses import dataclass
from enum import StrEnum


class AudioContext(StrEnum):
    """How much the encoder is given for one window.

    `full` pads every window to 30 s, as stock checkpoints were trained. `dynamic` pads to a margin
    behind the window, which is several times cheaper; where the text that comes out is doubted,
    the window is heard again with the full context.
    """

    FULL = "full"
    DYNAMIC = "dynamic"


@dataclass(frozen=True, slots=True)
class Placement:
    """On what the models run; None and `auto` are chosen for the device that is there.

    `lanes` batches are worked on at once, each of at most `max_batch` windows. On a CPU a lane is
    one core and a batch is small; on a GPU one lane of large batches is best.

    `audio_context` is by default `dynamic` on a CPU and `full` on a GPU, which is fastest where
    all windows of a batch are equally long. The encoder's work grows faster than the window, so
    with dynamic contexts windows are filled to `dynamic_window_seconds` only.
    """

    device: str = "auto"
    compute_type: str = "auto"
    lanes: int | None = None
    max_batch: int | None = None
    audio_context: AudioContext | None = None
    dynamic_window_seconds: float = 27.0


@dataclass(frozen=True, slots=True)
class Retention:
    """How long and how much is held in memory: None is without end, or without limit."""

    idle_seconds: float | None = 600.0
    budget_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a job may run ahead, and how often its passages come out.

    `look_ahead` windows per lane may be decoded, waiting or unread at once, which bounds memory.
    A passage comes out after `windows_per_passage` windows or `seconds_per_passage` seconds of
    work, whichever is first; the very first window always comes out at once.
    """

    look_ahead: int = 4
    windows_per_passage: int = 8
    seconds_per_passage: float = 2.0

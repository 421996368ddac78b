"""The operator's settings of the engine, as plain values."""

from dataclasses import dataclass
from enum import StrEnum


class AudioContext(StrEnum):
    """How much input the encoder gets for one window.

    `full` pads every window to 30 s, the length on which stock checkpoints were trained. `dynamic`
    pads to the end of the window and a margin, which is several times cheaper; if the text fails a
    quality check, the window is decoded again with the full context.
    """

    FULL = "full"
    DYNAMIC = "dynamic"


@dataclass(frozen=True, slots=True)
class Placement:
    """The device that models run on, and how; None and `auto` are chosen to fit the device.

    `cores` of the CPU compute, or all that this process may use.

    `lanes` batches run at the same time, each of at most `max_batch` windows. On a CPU a lane is
    one core and a batch is small; on a GPU one lane with large batches is best.

    `audio_context` is by default `dynamic` on a CPU and `full` on a GPU, which is fastest if all
    windows of a batch are equally long. The encoder's work grows faster than the length of the
    window, so with dynamic contexts windows are filled to `dynamic_window_seconds` only.
    """

    device: str = "auto"
    compute_type: str = "auto"
    cores: int | None = None
    lanes: int | None = None
    max_batch: int | None = None
    audio_context: AudioContext | None = None
    dynamic_window_seconds: float = 27.0


@dataclass(frozen=True, slots=True)
class Retention:
    """How long idle models stay in memory, and how many bytes; None means without limit."""

    idle_seconds: float | None = 600.0
    budget_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How far the work on a job may run ahead, and how often it yields passages.

    For each lane at most `look_ahead` windows are decoded, queued or unread at once, which bounds
    memory. A passage comes after `windows_per_passage` windows or `seconds_per_passage` seconds of
    work, whichever is first; the first window always comes at once.
    """

    look_ahead: int = 4
    windows_per_passage: int = 8
    seconds_per_passage: float = 2.0

"""What a caller may ask of a transcription."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ModelName = NewType("ModelName", str)


class Task(StrEnum):
    """Write down what was said, or say it in English."""

    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"


class Priority(StrEnum):
    """Which jobs go first; within one priority the oldest does."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Smaller goes first."""
        return {"high": 0, "normal": 1, "low": 2}[self.value]


@dataclass(frozen=True, slots=True)
class VoiceActivity:
    """How speech is told from silence (Silero VAD; defaults are faster-whisper's for batches).

    `threshold` is a probability; the rest are milliseconds.
    """

    threshold: float = 0.5
    min_speech_ms: int = 0
    min_silence_ms: int = 160
    speech_pad_ms: int = 400


@dataclass(frozen=True, slots=True)
class TranscriptionOptions:
    """Everything that changes what comes out, for one job.

    `temperature` fixes the sampling temperature; without it decoding starts at 0 and falls back
    to 0.2, 0.4 ... 1.0 where a window fails its checks, as Whisper's authors do.
    """

    task: Task = Task.TRANSCRIBE
    language: str | None = None
    prompt: str | None = None
    hotwords: str | None = None
    temperature: float | None = None
    beam_size: int = 5
    word_timestamps: bool = False
    condition_on_previous_text: bool = False
    vad_filter: bool = True
    voice_activity: VoiceActivity = field(default_factory=VoiceActivity)
    priority: Priority = Priority.NORMAL

"""What a client may set for its live session."""

from dataclasses import dataclass, field
from enum import Enum

from domain.live.turns import TurnDetection
from domain.options import ModelName, Priority, TranscriptionOptions


class SoundFormat(Enum):
    """The encodings in which sound may come: samples a second, and bytes of one.

    All have one channel. PCM is signed and little-endian.
    """

    PCM_24_KHZ = "pcm24", 24_000, 2
    PCM_16_KHZ = "pcm16", 16_000, 2
    ULAW_8_KHZ = "ulaw", 8_000, 1
    ALAW_8_KHZ = "alaw", 8_000, 1

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return self.value[1]

    @property
    def sample_bytes(self) -> int:
        """Bytes of a sample."""
        return self.value[2]

    @property
    def bytes_per_second(self) -> int:
        """Bytes of a second of sound."""
        return self.value[1] * self.value[2]


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """The settings of a live session.

    `turn_detection` None means that the client says by a commit where each item ends.
    """

    model: ModelName
    sound_format: SoundFormat = SoundFormat.PCM_24_KHZ
    turn_detection: TurnDetection | None = field(default_factory=TurnDetection)
    options: TranscriptionOptions = field(
        default_factory=lambda: TranscriptionOptions(priority=Priority.HIGH)
    )

    @property
    def turns(self) -> TurnDetection:
        """How speech is told from silence; also used where the client ends the items."""
        return self.turn_detection or TurnDetection()

"""Port: listens to sound as it comes, and tells speech from silence."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.live.settings import SoundFormat


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of sound (32 ms), and the probability that somebody speaks in it.

    `pcm` are FRAME_SAMPLES samples of 16 kHz, mono, signed 16 bits, little-endian.
    """

    pcm: bytes
    probability: float


class SpeechDetector(Protocol):
    """Hears the sound of one session, in order."""

    @abstractmethod
    async def feed(self, data: bytes) -> Sequence[Frame]:
        """Take more sound, cut anywhere, also within a sample; return the frames now complete."""

    @abstractmethod
    async def finish(self) -> Sequence[Frame]:
        """Return what is left as a frame, filled up with silence.

        Sound that is fed later follows as if there had been no break.
        """


class SpeechDetectors(Protocol):
    """Makes detectors."""

    @abstractmethod
    def open(self, sound_format: SoundFormat) -> SpeechDetector:
        """Make the detector of a session whose sound comes in this format."""

"""Find where turns of speech begin and end, one frame of sound at a time."""

from dataclasses import dataclass
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError

SAMPLE_RATE_HZ: Final = 16_000
FRAME_SAMPLES: Final = 512
"""A frame is 32 ms of sound at 16 kHz, for which there is one probability of speech."""

MAX_PADDING_MS: Final = 5_000
MAX_SILENCE_MS: Final = 10_000
# As Silero's own rules: speech goes on until its probability falls this much below the threshold.
_HYSTERESIS: Final = 0.15
_LOWEST_RELEASE: Final = 0.01
# A click has a frame or two; the shortest word has more.
LEAST_FRAMES: Final = 3
"""A turn begins with this many frames of speech in a row."""


def frames_in(milliseconds: float) -> int:
    """Return how many frames this long a time has, rounded up."""
    return -(-round(milliseconds * SAMPLE_RATE_HZ) // (1000 * FRAME_SAMPLES))


def milliseconds(frames: int) -> int:
    """Return the length of this many frames."""
    return frames * FRAME_SAMPLES * 1000 // SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class TurnDetection:
    """How a turn of speech is told from silence.

    `threshold` is a probability. A turn holds `prefix_padding_ms` of sound before its first speech,
    so that no first word is lost, and ends after `silence_duration_ms` without speech.

    Raises InvalidRequestError, which names every value that is out of its range.
    """

    threshold: float = 0.5
    prefix_padding_ms: int = 500
    silence_duration_ms: int = 500

    def __post_init__(self) -> None:
        wrong = []
        if not 0 < self.threshold < 1:
            wrong.append(FieldError("threshold", "The threshold must be between 0 and 1."))
        if not 0 <= self.prefix_padding_ms <= MAX_PADDING_MS:
            detail = f"The padding must be from 0 to {MAX_PADDING_MS} milliseconds."
            wrong.append(FieldError("prefix_padding_ms", detail))
        if not 0 < self.silence_duration_ms <= MAX_SILENCE_MS:
            detail = f"The silence must be from 1 to {MAX_SILENCE_MS} milliseconds."
            wrong.append(FieldError("silence_duration_ms", detail))
        if wrong:
            raise InvalidRequestError(*wrong)

    @property
    def release(self) -> float:
        """The probability below which a frame of a turn counts as silent."""
        return max(self.threshold - _HYSTERESIS, _LOWEST_RELEASE)


@dataclass(slots=True)
class Turns:
    """Follows the probabilities of speech; all positions are numbers of frames of the session.

    `begun` is the first frame of speech of the turn that is open, None between turns.
    `silent_since` is the first frame of the silence that goes on at the moment, or that ended the
    last turn; None while somebody speaks.
    """

    detection: TurnDetection
    position: int = 0
    begun: int | None = None
    silent_since: int | None = None
    _loud: int = 0

    def feed(self, probability: float) -> None:
        """Take the next frame's probability."""
        self.position += 1
        if self.begun is None:
            self._look_for_speech(probability)
            return
        if probability >= self.detection.threshold:
            self.silent_since = None
        elif probability < self.detection.release and self.silent_since is None:
            self.silent_since = self.position - 1
        if self.silence >= frames_in(self.detection.silence_duration_ms):
            self.end()

    @property
    def silence(self) -> int:
        """How many frames of silence the open turn ends with so far."""
        if self.begun is None or self.silent_since is None:
            return 0
        return self.position - self.silent_since

    def end(self) -> None:
        """End the turn here, whoever speaks."""
        self.begun, self._loud = None, 0

    def _look_for_speech(self, probability: float) -> None:
        self._loud = self._loud + 1 if probability >= self.detection.threshold else 0
        if self._loud >= LEAST_FRAMES:
            self.begun, self._loud = self.position - LEAST_FRAMES, 0
            self.silent_since = None

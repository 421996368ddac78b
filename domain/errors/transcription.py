"""Why a transcription fails."""

from domain.errors.kinds import TranscriptionFailedError


class AudioUnreadableError(TranscriptionFailedError):
    """The stored audio cannot be decoded."""

    code = "audio_unreadable"


class ModelUnavailableError(TranscriptionFailedError):
    """The model cannot be found, downloaded or loaded."""

    code = "model_unavailable"


class OutOfMemoryError(TranscriptionFailedError):
    """The device has no memory left for this model or batch."""

    code = "out_of_memory"


class AttemptsExhaustedError(TranscriptionFailedError):
    """Every allowed attempt was begun and none came to an end."""

    code = "attempts_exhausted"

    def __init__(self, attempts: int) -> None:
        super().__init__(f"The job was begun {attempts} times and never came to an end.")

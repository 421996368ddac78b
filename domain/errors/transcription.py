"""Why a transcription fails."""

from domain.errors.kinds import TranscriptionFailedError


class AudioUnreadableError(TranscriptionFailedError):
    """The stored audio cannot be decoded."""

    code = "audio_unreadable"


class ModelUnavailableError(TranscriptionFailedError):
    """The model cannot be found, downloaded or loaded."""

    code = "model_unavailable"


class ModelUnknownError(ModelUnavailableError):
    """There is no model of this name."""

    def __init__(self, name: str, meant: str | None = None) -> None:
        hint = f" Did you mean '{meant}'?" if meant else ""
        super().__init__(
            f"There is no model called '{name}'.{hint} `transcriber models list` shows all names; "
            "others are ids of the model hub (owner/name), or folders of the operator's that "
            "WHISPER_MODELS names."
        )


class OutOfMemoryError(TranscriptionFailedError):
    """The device has no memory left for this model or batch."""

    code = "out_of_memory"


class AttemptsExhaustedError(TranscriptionFailedError):
    """Every allowed attempt was begun and none came to an end."""

    code = "attempts_exhausted"

    def __init__(self, attempts: int) -> None:
        super().__init__(f"The job was begun {attempts} times and never came to an end.")

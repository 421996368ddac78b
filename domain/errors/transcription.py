"""Errors that fail a transcription."""

from domain.errors.kinds import TranscriptionFailedError


class AudioUnreadableError(TranscriptionFailedError):
    """The stored audio cannot be decoded."""

    code = "audio_unreadable"


class DecodingLimitError(AudioUnreadableError):
    """Decoding needs more memory or time than one recording may use."""

    code = "decoding_limit_exceeded"


class ModelUnavailableError(TranscriptionFailedError):
    """The model cannot be found, downloaded or loaded."""

    code = "model_unavailable"


class ModelUnknownError(ModelUnavailableError):
    """There is no model of this name."""

    def __init__(self, name: str, meant: str | None = None) -> None:
        hint = f" Did you mean '{meant}'?" if meant else ""
        super().__init__(
            f"There is no model called '{name}'.{hint} `transcriber models list` shows all names; "
            "others are ids of the model hub (owner/name), or folders that WHISPER_MODELS names."
        )


class OutOfMemoryError(TranscriptionFailedError):
    """The device has not enough memory for this model or batch."""

    code = "out_of_memory"


class ProcessKilledError(TranscriptionFailedError):
    """The process died several times while it ran this job alone."""

    code = "process_killed"

    def __init__(self, times: int) -> None:
        often = {1: "", 2: " twice"}.get(times, f" {times} times")
        super().__init__(
            f"This recording made the transcription process stop{often} while nothing else ran "
            "in it, so it is not tried again. Convert it to another format, such as FLAC or WAV, "
            "and hand that in. If that fails as well, give the job's id to the operator."
        )


class AttemptsExhaustedError(TranscriptionFailedError):
    """All allowed attempts were started, and none has finished."""

    code = "attempts_exhausted"

    def __init__(self, attempts: int) -> None:
        super().__init__(f"The job was started {attempts} times and never finished.")

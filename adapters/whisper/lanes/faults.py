"""Translate errors of a device or a model into errors for the owner of a recording."""

from domain.errors.kinds import TranscriberError, TranscriptionFailedError
from domain.errors.transcription import OutOfMemoryError


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether a device ran out of memory; CTranslate2 says so only in its message."""
    return isinstance(error, MemoryError) or "out of memory" in str(error).lower()


def explained(error: Exception) -> TranscriberError:
    """Return an error that explains why a window could not be transcribed."""
    if isinstance(error, TranscriberError):
        return error
    if is_out_of_memory(error):
        told: TranscriberError = OutOfMemoryError(
            "There is not enough memory on the device to transcribe with this model. "
            "Choose a smaller model, or let fewer run at once."
        )
    else:
        told = TranscriptionFailedError(
            "The model failed at a part of this recording. Try again, or choose another model."
        )
    told.__cause__ = error
    return told

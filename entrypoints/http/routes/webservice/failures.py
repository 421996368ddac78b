"""How a recording that is transcribed while its sender waits can fail."""

from typing import Final

from domain.errors.capacity import ProbesBusyError, QueueFullError
from domain.errors.jobs import ModelNotServedError
from domain.errors.transcription import (
    AudioUnreadableError,
    ModelUnavailableError,
    OutOfMemoryError,
)
from domain.errors.uploads import EmptyUploadError, UnsupportedAudioError

FAILS: Final = (
    EmptyUploadError,
    UnsupportedAudioError,
    AudioUnreadableError,
    ModelNotServedError,
    ModelUnavailableError,
    OutOfMemoryError,
    ProbesBusyError,
    QueueFullError,
)

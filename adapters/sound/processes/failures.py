"""Explain to the owner of a recording why it could not be decoded."""

import signal
from typing import Final

from domain.errors.capacity import DecoderLostError
from domain.errors.kinds import TranscriberError
from domain.errors.transcription import AudioUnreadableError, DecodingLimitError

_ADVICE: Final = (
    "It may be damaged, or made by an unusual program; convert it to WAV, MP3 or FLAC and upload "
    "that."
)
_TOO_LARGE: Final = f"Decoding this file takes more memory than is allowed. {_ADVICE}"
_TOO_SLOW: Final = f"Decoding this file takes more time than is allowed. {_ADVICE}"
_CRASHED: Final = f"Decoding this file failed. {_ADVICE}"


def too_large() -> DecodingLimitError:
    """Return the error for a file that takes too much memory."""
    return DecodingLimitError(_TOO_LARGE)


def too_slow() -> DecodingLimitError:
    """Return the error for a file that takes too much time."""
    return DecodingLimitError(_TOO_SLOW)


def crashed() -> AudioUnreadableError:
    """Return the error for a file that crashes the decoder."""
    return AudioUnreadableError(_CRASHED)


def why_it_ended(exit_status: int) -> TranscriberError:
    """Return the error for the recording whose process ended with this status.

    The CPU limit and a crash are caused by the file, and would happen again. A process that was
    killed was killed from outside, perhaps since the machine lacked memory, so a retry may succeed.
    """
    if exit_status == -signal.SIGXCPU:
        return too_slow()
    if exit_status in {-signal.SIGKILL, -signal.SIGTERM}:
        return DecoderLostError()
    return crashed()

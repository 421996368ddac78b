"""Why a recording could not be decoded, in words for its owner."""

import signal
from typing import Final

from domain.errors import (
    AudioUnreadableError,
    DecoderLostError,
    DecodingLimitError,
    TranscriberError,
)

_WAY_OUT: Final = (
    "It may be damaged, or made by an unusual program; convert it to WAV, MP3 or FLAC and upload "
    "that."
)
_TOO_LARGE: Final = f"Decoding this file takes more memory than is allowed. {_WAY_OUT}"
_TOO_SLOW: Final = f"Decoding this file takes more time than is allowed. {_WAY_OUT}"
_CRASHED: Final = f"Decoding this file failed in a way that cannot be repaired here. {_WAY_OUT}"


def too_large() -> DecodingLimitError:
    """Say that it takes too much memory."""
    return DecodingLimitError(_TOO_LARGE)


def too_slow() -> DecodingLimitError:
    """Say that it takes too much time."""
    return DecodingLimitError(_TOO_SLOW)


def crashed() -> AudioUnreadableError:
    """Say that the decoder did not survive it."""
    return AudioUnreadableError(_CRASHED)


def why_it_ended(exit_status: int) -> TranscriberError:
    """Say what became of the recording whose process ended.

    The limit of work and a crash come of the file, which would do it again. A process that was
    killed was so from outside, perhaps for lack of memory on the machine, and that may pass.
    """
    if exit_status == -signal.SIGXCPU:
        return too_slow()
    if exit_status in {-signal.SIGKILL, -signal.SIGTERM}:
        return DecoderLostError()
    return crashed()

"""Port: downloads recordings from the web."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RemoteRecording:
    """The answer of a server that was asked for a recording.

    `filename` comes from the server, or else from the address; `size_bytes` is set if the server
    announces the size. The bytes can be read as long as the context is open.
    """

    filename: str | None
    size_bytes: int | None
    chunks: AsyncIterator[bytes]


class RecordingSource(Protocol):
    """Fetches recordings that users name by their address."""

    @abstractmethod
    def open(self, url: str) -> AbstractAsyncContextManager[RemoteRecording]:
        """Request the recording and stream it; a few redirects are followed, and each is checked.

        Raises SourceRejectedError, with a message for the user who gave the address, also while the
        bytes are read.
        """

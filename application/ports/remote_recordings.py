"""Port: downloads recordings from the web."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RemoteRecording:
    """What is answered at an address.

    `filename` is what the server, or else the address, calls it; `size_bytes` what the server
    announces, if it does. The bytes are there as long as the context is open.
    """

    filename: str | None
    size_bytes: int | None
    chunks: AsyncIterator[bytes]


class RecordingSource(Protocol):
    """The way to recordings that users name by their address."""

    @abstractmethod
    def open(self, url: str) -> AbstractAsyncContextManager[RemoteRecording]:
        """Ask for the bytes and stream them; a few redirects are followed, each one looked at.

        Raises SourceRejectedError, in words for whoever named the address; also while the bytes
        are read.
        """

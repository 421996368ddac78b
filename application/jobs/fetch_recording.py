"""Fetch a recording from the address that its owner named."""

from dataclasses import dataclass

from typing_extensions import override

from application.limits.fair_semaphore import FairSemaphore
from application.ports.remote_recordings import RecordingSource
from application.uploads.receive_upload import ReceiveUpload
from application.uploads.recording_source import Source
from domain.errors.uploads import EmptyUploadError, SourceRejectedError, UploadTooLargeError
from domain.filenames import shown_name
from domain.job import Recording
from domain.user import User


@dataclass(frozen=True, slots=True)
class FetchRecording:
    """Make a source of a recording on the web, as if it had been uploaded."""

    remote: RecordingSource
    receive: ReceiveUpload
    places: FairSemaphore

    def __call__(self, url: str, *, caller: User) -> Source:
        """Describe the recording. Its `get` downloads it, when it is the caller's turn."""
        return _RemoteRecording(self, url, caller)


@dataclass(frozen=True, slots=True)
class _RemoteRecording(Source):
    fetch: FetchRecording
    url: str
    caller: User

    @override
    async def get(self) -> Recording:
        """Raise SourceRejectedError, UploadTooLargeError, QueueFullError.

        Then nothing is left in the store, nor if the caller is cancelled.
        """
        async with self.fetch.places.place(self.caller.id):
            return await self._streamed()

    async def _streamed(self) -> Recording:
        receive = self.fetch.receive
        async with self.fetch.remote.open(self.url) as remote:
            if (remote.size_bytes or 0) > receive.limit_bytes:
                raise UploadTooLargeError(receive.limit_bytes)
            try:
                return await receive(shown_name(remote.filename), remote.chunks)
            except EmptyUploadError as error:
                raise SourceRejectedError("There is nothing at this address.") from error

    @override
    async def discard(self) -> None:
        """Do nothing: nothing has been downloaded."""

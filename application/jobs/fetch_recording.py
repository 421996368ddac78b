"""The recording is over there."""

from dataclasses import dataclass

from typing_extensions import override

from application.ports.remote_recordings import RecordingSource
from application.ports.room import Room
from application.uploads.receive_upload import ReceiveUpload
from application.uploads.recording_source import Source
from domain.errors import EmptyUploadError, SourceRejectedError, UploadTooLargeError
from domain.filenames import shown_name
from domain.job import Recording


@dataclass(frozen=True, slots=True)
class FetchRecording:
    """Let a job be made of a recording that lies elsewhere, as if it had been uploaded."""

    remote: RecordingSource
    receive: ReceiveUpload
    room: Room

    def __call__(self, url: str) -> Source:
        """Describe the recording; getting it fetches it."""
        return _RemoteRecording(self, url)


@dataclass(frozen=True, slots=True)
class _RemoteRecording(Source):
    fetch: FetchRecording
    url: str

    @override
    async def get(self) -> Recording:
        """Raise SourceRejectedError, UploadTooLargeError, QueueFullError.

        Nothing is left behind then, nor if the caller is cancelled.
        """
        with self.fetch.room.place():
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
        """Leave it where it is."""

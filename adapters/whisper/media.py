"""Opening media that strangers sent."""

from typing_extensions import override

from application.ports.blobs import BlobStore
from application.ports.probe import AudioProbe, SoundTrack
from domain.job import BlobKey


class AvAudioProbe(AudioProbe):
    """Looks into stored audio with FFmpeg, in a thread, for at most `timeout_seconds`."""

    def __init__(self, blobs: BlobStore, *, timeout_seconds: float = 20.0) -> None: ...

    @override
    async def examine(self, key: BlobKey) -> SoundTrack:
        raise NotImplementedError

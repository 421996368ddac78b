"""A probe that knows beforehand what it will find."""

from collections.abc import Mapping

from typing_extensions import override

from application.ports.probe import AudioProbe, SoundTrack
from domain.errors.capacity import BlobNotFoundError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey


class MemoryAudioProbe(AudioProbe):
    """Finds the tracks that it was given; None stands for a file without sound."""

    def __init__(self, tracks: Mapping[BlobKey, SoundTrack | None]) -> None:
        self._tracks = tracks

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        if key not in self._tracks:
            raise BlobNotFoundError(f"There is no audio under {key}.")
        found = self._tracks[key]
        if found is None:
            raise UnsupportedAudioError("There is no sound in this file that can be decoded.")
        if track is not None and track > 1:
            raise UnsupportedAudioError(
                f"The file has one sound track; there is no track {track}. Leave track out."
            )
        return found

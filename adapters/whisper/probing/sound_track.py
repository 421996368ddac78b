"""What an upload's first sound track is, and whether anything of it can be decoded."""

from typing import BinaryIO

from adapters.whisper.sound.decoding import SoundDecoder
from adapters.whisper.sound.media import claimed_seconds, open_media
from application.ports.probe import SoundTrack
from domain.errors import UnsupportedAudioError


def sound_track(file: BinaryIO) -> SoundTrack:
    """Describe the first sound track. Raises UnsupportedAudioError.

    A file whose header promises sound but from which not one packet can be decoded is refused:
    random bytes and a WAV of nothing but its header both open without an error.
    """
    with open_media(file) as (container, track):
        if next(SoundDecoder(container, track).blocks(), None) is None:
            raise UnsupportedAudioError(
                "There is no sound in this file that can be decoded. It may be cut off or damaged; "
                "export or upload it again."
            )
        codec = track.codec_context
        return SoundTrack(
            container=container.format.name,
            codec=codec.name,
            sample_rate_hz=codec.sample_rate or None,
            channels=codec.channels or None,
            duration_seconds=claimed_seconds(container, track),
        )

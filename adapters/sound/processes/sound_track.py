"""Describe an upload's sound track, and check that it can be decoded."""

from typing import BinaryIO, Final

from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import Media, open_media
from adapters.sound.media.tracks import NOTHING_DECODABLE
from application.ports.probe import SoundTrack
from domain.errors.uploads import UnsupportedAudioError

_MOST_TRIED: Final = 8


def sound_track(file: BinaryIO, number: int | None = None) -> SoundTrack:
    """Describe the sound track with this number, or the one that is chosen.

    If several are eligible, it is the first that can be decoded: speech is searched for later. A
    file from which no packet can be decoded is refused: random bytes and a WAV with only a header
    both open without an error. Raises UnsupportedAudioError.
    """
    with open_media(file, number) as media:
        found = _description(media)
    for other in media.eligible[1:_MOST_TRIED]:
        if found is not None:
            break
        file.seek(0)
        with open_media(file, other) as media:
            found = _description(media)
    if found is None:
        raise UnsupportedAudioError(NOTHING_DECODABLE)
    return found


def _description(media: Media) -> SoundTrack | None:
    """Describe a track; None if nothing of it can be decoded."""
    if next(SoundDecoder(media.container, media.track).blocks(), None) is None:
        return None
    codec = media.track.codec_context
    return SoundTrack(
        container=media.container.format.name,
        codec=codec.name,
        sample_rate_hz=codec.sample_rate or None,
        channels=codec.channels or None,
        duration_seconds=media.estimated_seconds,
    )

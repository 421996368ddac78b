"""Choose which of a file's sound tracks is transcribed."""

from typing import Final, cast

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from adapters.sound.media.decoders import DECODERS
from domain.errors.uploads import UnsupportedAudioError

# A frame of 65535 samples at 1 Hz would be 18 hours, 4 GB in floats; telephones have 8 kHz, and
# nothing that records sound goes beyond 768 kHz.
RATES_HZ: Final = range(1_000, 768_001)

NOTHING_DECODABLE: Final = (
    "There is no sound in this file that can be decoded. It may be cut off or damaged; "
    "export it again, or take another copy."
)
_UNKNOWN_CODEC: Final = (
    "The codec of the sound in this file is not supported. Export it as WAV, MP3, M4A, FLAC or "
    "Opus."
)
_NO_SOUND_TRACK: Final = "The file holds pictures but no sound. Upload one with a sound track."
_NOTHING: Final = "No recording can be recognised in this file. It may be damaged; export it again."


def numbered_track(container: InputContainer, number: int) -> AudioStream:
    """Return the sound track with this number, counted from 1. Raises UnsupportedAudioError."""
    tracks = _all_tracks(container)
    if not 1 <= number <= len(tracks):
        raise UnsupportedAudioError(no_such_track(number, len(tracks)))
    track = tracks[number - 1]
    if not _is_decodable(track):
        raise UnsupportedAudioError(_why_not(track))
    return track


def no_such_track(number: int, tracks: int) -> str:
    """Return a message about the sound tracks of a file that lacks the one asked for."""
    there = "one sound track" if tracks == 1 else f"{tracks} sound tracks"
    which = "1" if tracks == 1 else f"a number from 1 to {tracks}"
    return f"The file has {there}; there is no track {number}. Choose {which}, or leave track out."


def eligible_numbers(container: InputContainer) -> list[int]:
    """Return the numbers of the tracks that may be transcribed if none was asked for.

    These are the tracks flagged as default, or all if none is; never those that cannot be decoded.
    Raises UnsupportedAudioError if none is left.
    """
    tracks = _all_tracks(container)
    decodable = {number: each for number, each in enumerate(tracks, 1) if _is_decodable(each)}
    if not decodable:
        raise UnsupportedAudioError(_why_not(tracks[0]))
    flagged = [number for number, track in decodable.items() if _is_default(track)]
    return flagged or list(decodable)


def _all_tracks(container: InputContainer) -> tuple[AudioStream, ...]:
    tracks = container.streams.audio
    if not tracks:
        raise UnsupportedAudioError(_NO_SOUND_TRACK if container.streams.video else _NOTHING)
    return tracks


def _has_decoder(track: AudioStream) -> bool:
    # Without a decoder the context is None, although PyAV's types do not say so.
    if cast("object", track.codec_context) is None:
        return False
    return track.codec_context.codec.name in DECODERS


def _is_decodable(track: AudioStream) -> bool:
    if not _has_decoder(track):
        return False
    rate = track.codec_context.sample_rate
    return not rate or rate in RATES_HZ


def _why_not(track: AudioStream) -> str:
    return NOTHING_DECODABLE if _has_decoder(track) else _UNKNOWN_CODEC


def _is_default(track: AudioStream) -> bool:
    return bool(track.disposition & Disposition.default)

"""Opening media that strangers sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from domain.errors import UnsupportedAudioError

# Containers that hold sound themselves. A playlist (ffconcat, m3u8, ...) names other files, which
# FFmpeg would open and let the uploader read; so what is not listed is not opened at all.
FORMATS: Final = "wav,w64,mp3,mov,mp4,m4a,3gp,matroska,webm,ogg,flac,aac,aiff,amr,asf,caf,au"
# The bytes come through `file`, so FFmpeg needs no protocol of its own. A second lock on that door.
_NO_PROTOCOL: Final = "none"
# Unless it is told to look at the checksums, FFmpeg plays a damaged frame of these as a burst of
# noise; told so, it reports the damage.
_CHECKSUMMED: Final = frozenset({"flac"})
# FFmpeg cuts WAV files into packets of 4 KiB, and looks at 5 MB before it believes the header. With
# packets of 64 KiB decoding takes a seventh of the time, if it looks at no more than one of them.
_WAV_OPTIONS: Final = {"max_size": str(1 << 16), "probesize": str(1 << 16)}
_PLAYLIST_MARKS: Final = (
    b"ffconcat",
    b"#EXTM3U",
    b"[playlist]",
    b"<asx",
    b"<ASX",
    b"<?xml",
    b"<MPD",
)
_HEAD_BYTES: Final = 512

_PLAYLIST: Final = (
    "The file is a list that points to other files, not a recording. Upload the recording itself."
)
_EMPTY: Final = "The file is empty. Choose one that holds a recording."
_TEXT: Final = "The file holds text, not sound. Upload a recording, such as a WAV, MP3 or M4A file."
_UNKNOWN: Final = (
    "No recording can be recognised in this file. It may be damaged or of an unknown kind; "
    "WAV, MP3, M4A, MP4, FLAC, OGG and WebM are understood."
)
_DAMAGED: Final = (
    "The file begins like a recording but is too damaged or too short to be opened. "
    "Export or upload it again."
)
_UNKNOWN_CODEC: Final = (
    "The sound in this file is coded in a way that is not understood here. Export it as WAV, MP3, "
    "M4A, FLAC or Opus."
)
_NO_SOUND_TRACK: Final = "The file holds pictures but no sound. Upload one with a sound track."
_MAGIC: Final = (b"OggS", b"fLaC", b"ID3", b"\x1aE\xdf\xa3", b"FORM", b"caff", b".snd")


@contextmanager
def open_media(file: BinaryIO) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open a container and choose its first sound track.

    Raises UnsupportedAudioError with a sentence for the uploader. What reading `file` itself
    raises comes out as it is.
    """
    with _open(file) as container:
        yield container, _sound_track(container)


def claimed_seconds(container: InputContainer, track: AudioStream) -> float | None:
    """Give the length that the container claims; it may be wrong."""
    if track.duration is not None and track.time_base is not None:
        return float(track.duration * track.time_base)
    return container.duration / av.time_base if container.duration is not None else None


def _open(file: BinaryIO) -> InputContainer:
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if head.lstrip().startswith(_PLAYLIST_MARKS):
        raise UnsupportedAudioError(_PLAYLIST)
    try:
        return av.open(
            file,
            mode="r",
            metadata_errors="ignore",
            options={
                "format_whitelist": FORMATS,
                "protocol_whitelist": _NO_PROTOCOL,
                **(_WAV_OPTIONS if head.startswith(b"RIFF") else {}),
            },
        )
    except av.error.FFmpegError as error:
        raise UnsupportedAudioError(_explain(head)) from error


def _explain(head: bytes) -> str:
    if not head:
        return _EMPTY
    if head.startswith(_MAGIC) or head[4:8] == b"ftyp" or _is_wave(head):
        return _DAMAGED
    return _TEXT if _is_text(head) else _UNKNOWN


def _is_wave(head: bytes) -> bool:
    """Tell WAV, perhaps cut off, from AVI and whatever else lies in a RIFF container."""
    return head.startswith(b"RIFF") and b"WAVE".startswith(head[8:12])


def _is_text(head: bytes) -> bool:
    printable = sum(byte >= ord(" ") or byte in b"\t\r\n" for byte in head)
    return bool(head) and printable == len(head) and max(head) < 0x7F  # noqa: PLR2004 (end of ASCII)


def _sound_track(container: InputContainer) -> AudioStream:
    if container.streams.audio:
        track = container.streams.audio[0]
        # There is none where FFmpeg has no decoder for it, whatever PyAV's types say.
        if cast("object", track.codec_context) is None:
            raise UnsupportedAudioError(_UNKNOWN_CODEC)
        if track.codec_context.name in _CHECKSUMMED:
            track.codec_context.options = {"err_detect": "crccheck+explode"}
        return track
    raise UnsupportedAudioError(_NO_SOUND_TRACK if container.streams.video else _UNKNOWN)

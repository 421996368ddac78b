"""Open media files of strangers safely."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from adapters.sound.media.bounds import limit_frames
from adapters.sound.media.decoders import DECODER_LIST
from adapters.sound.media.lengths import Lengths, lengths_of, repaired
from adapters.sound.media.tracks import eligible_numbers, numbered_track
from domain.errors.uploads import UnsupportedAudioError

# Containers that hold sound themselves. A playlist (ffconcat, m3u8, ...) names other files, which
# FFmpeg would open and let the uploader read; so a format that is not listed is never opened,
# whatever the name of the file.
FORMATS: Final = (
    "wav,w64,aiff,caf,au,voc,nistsphere,"
    "mp3,aac,loas,ac3,eac3,dts,dtshd,amr,gsm,"
    "flac,wv,tta,ape,tak,mpc,mpc8,"
    "mov,mp4,m4a,3gp,3g2,matroska,webm,ogg,asf,avi,flv,mpeg,mpegts"
)
# The bytes come through `file`, so FFmpeg needs no protocol. This is a second safeguard.
_NO_PROTOCOL: Final = "none"
# FFmpeg decodes a damaged frame of these as a burst of noise, unless it is told to verify
# checksums: then it reports the damage.
_CHECKSUMMED: Final = frozenset({"flac"})
# By default FFmpeg cuts WAV files into packets of 4 KiB, and probes 5 MB of them. With packets of
# 64 KiB and a probe of one packet, decoding takes a seventh of the time.
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
_DURATION: Final = re.compile(r"(\d{1,4}):(\d\d):(\d\d(?:\.\d{1,9})?)")
# These formats hold no length; FFmpeg guesses it from the bit rate of the first frame, or from the
# clock at the end, which may have been reset in between.
_GUESSES_LENGTH: Final = frozenset(
    {"mp3", "aac", "loas", "ac3", "eac3", "dts", "dtshd", "amr", "gsm", "voc", "mpeg", "mpegts"}
)

# Their packets have exact times, wherever reading begins.
_SEEKABLE: Final = frozenset(
    {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "wav", "w64", "flac", "ogg", "aiff", "caf"}
)
_WARM_UP_SECONDS: Final = 10.0

_PLAYLIST: Final = (
    "The file is a list that points to other files, not a recording. Choose the recording itself."
)
_EMPTY: Final = "The file is empty. Choose one that holds a recording."
_TEXT: Final = "The file holds text, not sound. Choose a recording, such as a WAV, MP3 or M4A file."
_UNKNOWN: Final = (
    "No recording can be recognised in this file. It may be damaged or of an unknown kind; "
    "WAV, MP3, M4A, MP4, MOV, MKV, AVI, FLAC, OGG, WebM and many others are understood."
)
_DAMAGED: Final = (
    "The file begins like a recording but is too damaged or too short to be opened. "
    "Export it again, or take another copy."
)
_MAGIC: Final = (
    *(b"OggS", b"fLaC", b"ID3", b"\x1aE\xdf\xa3", b"FORM", b"caff", b".snd"),
    *(b"FLV", b"wvpk", b"TTA", b"MAC ", b"\x00\x00\x01\xba", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
)


@dataclass(frozen=True, slots=True)
class Media:
    """An open file, and the sound track of it that was chosen.

    `number` counts the sound tracks from 1, and `tracks` is how many there are. `eligible` are all
    tracks that the caller may have meant, with the chosen one among them. `lengths` is what a known
    header says.
    """

    container: InputContainer
    track: AudioStream
    number: int
    tracks: int
    eligible: tuple[int, ...]
    lengths: Lengths | None

    def seek(self, seconds: float) -> bool:
        """Seek to a little before a time, if that saves work and the container tells times exactly.

        Returns whether it did. Some codecs need the packets before the first one that counts.
        """
        target = seconds - _WARM_UP_SECONDS
        if target <= 0 or self.container.format.name not in _SEEKABLE:
            return False
        try:
            start = self.container.start_time or 0
            self.container.seek(start + round(target * av.time_base))
        except av.error.FFmpegError:
            self.container.seek(0)
            return False
        return True

    @property
    def channels(self) -> int:
        """The number of channels of the track; 0 if only decoding can tell."""
        return self.track.codec_context.channels

    @property
    def estimated_seconds(self) -> float | None:
        """The length of the sound by the container, which may be wrong."""
        if self.track.duration is not None and self.track.time_base is not None:
            return float(self.track.duration * self.track.time_base)
        if len(self.container.streams) > 1 and (own := _tagged_seconds(self.track)) is not None:
            return own
        whole = self.container.duration
        return whole / av.time_base if whole is not None else None

    def claimed_seconds(self, decoded_seconds: float) -> float | None:
        """Return the length that the file claims, once it was decoded; None if it claims none."""
        if self.lengths is not None:
            share = self.lengths.claimed_share
            return None if share is None else decoded_seconds * share
        guessed = self.container.format.name in _GUESSES_LENGTH
        return None if guessed else self.estimated_seconds


@contextmanager
def open_media(file: BinaryIO, number: int | None = None) -> Iterator[Media]:
    """Open a container and choose a sound track: the one asked for, or the first eligible one.

    Raises UnsupportedAudioError with a message for the uploader, and any error of reading `file`.
    """
    lengths = lengths_of(file)
    with open_container(repaired(file, lengths)) as container:
        eligible = [number] if number is not None else eligible_numbers(container)
        track = numbered_track(container, eligible[0])
        if track.codec_context.name in _CHECKSUMMED:
            track.codec_context.options = {"err_detect": "crccheck+explode"}
        limit_frames(track)
        tracks = len(container.streams.audio)
        yield Media(container, track, eligible[0], tracks, tuple(eligible), lengths)


def open_container(file: BinaryIO, decoders: str = DECODER_LIST) -> InputContainer:
    """Open a container of a known kind, for which only these decoders may be used.

    Raises UnsupportedAudioError.
    """
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
                "codec_whitelist": decoders,
                "protocol_whitelist": _NO_PROTOCOL,
                **(_WAV_OPTIONS if head.startswith(b"RIFF") else {}),
            },
        )
    except MemoryError:  # the memory limit of this process, not a damaged file
        raise
    except av.error.FFmpegError as error:
        raise UnsupportedAudioError(_explain(head)) from error


def _tagged_seconds(track: AudioStream) -> float | None:
    """Read the length of a track of a Matroska file, which may be shorter than the film."""
    match = _DURATION.fullmatch(track.metadata.get("DURATION", ""))
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _explain(head: bytes) -> str:
    if not head:
        return _EMPTY
    if head.startswith(_MAGIC) or head[4:8] == b"ftyp" or _is_riff(head):
        return _DAMAGED
    return _TEXT if _is_text(head) else _UNKNOWN


def _is_riff(head: bytes) -> bool:
    """Recognise WAV and AVI, even cut off, among the other RIFF files."""
    kind = head[8:12]
    return head.startswith(b"RIFF") and any(known.startswith(kind) for known in (b"WAVE", b"AVI "))


def _is_text(head: bytes) -> bool:
    printable = sum(byte >= ord(" ") or byte in b"\t\r\n" for byte in head)
    return bool(head) and printable == len(head) and max(head) < 0x7F  # noqa: PLR2004 (end of ASCII)

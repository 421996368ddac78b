"""Copy a video with one subtitle track more; nothing is encoded again."""

import os
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import av
from av.container import InputContainer

from adapters.sound.media.decoders import DECODER_LIST
from adapters.sound.media.opening import open_container
from application.ports.embedder import Subtitles
from domain.errors.uploads import UnsupportedAudioError

if TYPE_CHECKING:
    from av.packet import Packet

# The codec of subtitles in each kind of video, and FFmpeg's name of that kind.
_VIDEOS: Final = {
    ".mp4": ("mov_text", "mp4"),
    ".m4v": ("mov_text", "mp4"),
    ".mov": ("mov_text", "mov"),
    ".mkv": ("subrip", "matroska"),
    ".webm": ("webvtt", "webm"),
}
_SUBTITLES: Final = {"srt": "srt", "vtt": "webvtt"}
# Some containers do not say how large the picture is, so a few pictures are decoded to find out.
_PICTURES: Final = "h264,hevc,vp8,vp9,av1,libdav1d,mpeg4,mpeg2video,mpeg1video,mjpeg,prores,dnxhd"
_DECODERS: Final = f"{DECODER_LIST},{_PICTURES}"
_NO_PICTURE: Final = "This recording has no picture, so no subtitles can be shown in it."
_NO_SUBTITLES: Final = "There are no subtitles that could be put into the video."
_TOO_LARGE: Final = (
    "A copy of this video would be far larger than the video itself. It may be damaged: it seems "
    "to claim the same bytes many times."
)
# The packets of a sound file are no larger than the file, unless it is compressed as a whole.
_MORE_BYTES: Final = 16 << 20
_COPIED: Final = frozenset({"video", "audio"})
# An encoder of mov_text takes the style of its subtitles from a header in the ASS format.
_STYLE: Final = (
    b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, "
    b"PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, "
    b"StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, "
    b"MarginR, MarginV, Encoding\nStyle: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,"
    b"100,0,0,1,1,0,2,10,10,10,1\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, "
    b"MarginR, MarginV, Effect, Text\n"
)
_AN_EMPTY_VTT: Final = b"WEBVTT\n\n00:00.000 --> 00:00.001\n \n\n"
_MILLISECOND: Final = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class _Cue:
    """A subtitle as it is stored, in milliseconds."""

    start: int
    duration: int
    content: bytes


def embed(video: BinaryIO, subtitles: Subtitles, output: BinaryIO, kind: str) -> None:
    """Write the video and the subtitles to `output`, which must be able to seek.

    `kind` is the ending of the new file, as `.mp4`; the language a code of three letters. Raises
    UnsupportedAudioError with a message for the owner of the files.
    """
    if kind not in _VIDEOS:
        raise UnsupportedAudioError(f"Subtitles can be put into {', '.join(_VIDEOS)} files only.")
    codec, form = _VIDEOS[kind]
    cues = _read(subtitles, codec)
    with ExitStack() as stack:
        source = stack.enter_context(open_container(video, _DECODERS))
        if not source.streams.video:
            raise UnsupportedAudioError(_NO_PICTURE)
        try:
            _copy(source, output, form, codec, cues, subtitles.language, _most_bytes(video))
        except (av.error.FFmpegError, ValueError) as error:
            raise UnsupportedAudioError(
                f"This video cannot be copied into a {kind} file. Choose another ending for the "
                "new file; .mkv takes almost every video."
            ) from error


def _read(subtitles: Subtitles, codec: str) -> list[_Cue]:
    form = _SUBTITLES.get(subtitles.form)
    if form is None:
        raise UnsupportedAudioError("Subtitles are read from .srt and .vtt files only.")
    content = subtitles.text.encode()
    try:
        with av.open(BytesIO(content), mode="r", format=form) as opened:
            track = opened.streams.subtitles[0]
            cues = [
                _Cue(packet.pts, packet.duration or 0, _stored(bytes(packet), form, codec))
                for packet in opened.demux(track)
                if packet.pts is not None
            ]
    except (av.error.FFmpegError, IndexError) as error:
        raise UnsupportedAudioError(_NO_SUBTITLES) from error
    if not cues:
        raise UnsupportedAudioError(_NO_SUBTITLES)
    return cues


def _stored(content: bytes, form: str, codec: str) -> bytes:
    """Write a text as the codec stores it: `&` is markup in WebVTT alone."""
    if form == "webvtt" and codec != "webvtt":
        for name, sign in ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&amp;", b"&")):
            content = content.replace(name, sign)
    if form != "webvtt" and codec == "webvtt":
        content = content.replace(b"&", b"&amp;")
    if codec == "mov_text":
        # Two bytes hold the length.
        content = content[:0xFFFF]
        return struct.pack(">H", len(content)) + content
    return content


def _copy(
    source: InputContainer,
    output: BinaryIO,
    form: str,
    codec: str,
    cues: list[_Cue],
    language: str | None,
    most_bytes: int,
) -> None:
    with av.open(output, mode="w", format=form) as target:
        copies: dict[int, Any] = {
            stream.index: target.add_stream_from_template(stream, opaque=True)
            for stream in source.streams
            if stream.type in _COPIED
        }
        track = _track(target, codec)
        if language:
            track.metadata["language"] = language
        target.start_encoding()
        waiting = _packets(cues, track)
        following = next(waiting, None)
        for packet in _bounded(source, most_bytes):
            if packet.dts is None or packet.stream.index not in copies:
                continue
            at = float(packet.dts * packet.time_base) * 1000 if packet.time_base else 0.0
            while following is not None and following.pts <= at:
                target.mux(following)
                following = next(waiting, None)
            if packet.pts is None:
                packet.pts = packet.dts
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
        while following is not None:
            target.mux(following)
            following = next(waiting, None)


def _most_bytes(video: BinaryIO) -> int:
    size = os.fstat(video.fileno()).st_size
    return size + size // 4 + _MORE_BYTES


def _bounded(source: InputContainer, most_bytes: int) -> "Iterator[Packet[Any]]":
    """Yield all packets: an index may list the same bytes many times, which would fill the disk."""
    for packet in source.demux():
        most_bytes -= packet.size
        if most_bytes < 0:
            raise UnsupportedAudioError(_TOO_LARGE)
        yield packet


def _track(target: Any, codec: str) -> Any:
    if codec == "mov_text":
        track = target.add_stream(codec)
        track.codec_context.subtitle_header = _STYLE
        return track
    # These need no encoder, but a track to copy the kind from.
    empty = BytesIO(
        _AN_EMPTY_VTT if codec == "webvtt" else b"1\n00:00:00,000 --> 00:00:00,001\n.\n"
    )
    form = "webvtt" if codec == "webvtt" else "srt"
    with av.open(empty, mode="r", format=form) as template:
        return target.add_stream_from_template(template.streams.subtitles[0])


def _packets(cues: list[_Cue], track: Any) -> Iterator[Any]:
    for cue in cues:
        packet: Any = av.Packet(cue.content)
        packet.pts = packet.dts = cue.start
        packet.duration = cue.duration
        packet.time_base = _MILLISECOND
        packet.stream = track
        yield packet

"""A video gets a subtitle track that FFmpeg reads back; picture and sound stay as they are."""

import struct
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import av
import numpy as np
import pytest

from adapters.sound.embedding import AvSubtitleEmbedder
from application.ports.embedder import Subtitles
from domain.errors.uploads import UnsupportedAudioError
from tests.sound import encoded, tone

SRT = (
    "1\n00:00:00,500 --> 00:00:02,000\nyou & <i>me</i>\nhere\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\nBye\n\n"
)
VTT = (
    "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nyou &amp; <i>me</i>\nhere\n\n"
    "00:00:03.000 --> 00:00:04.000\nBye\n\n"
)


def film(codec: str, container: str) -> bytes:
    """Write two seconds of a picture."""
    buffer = BytesIO()
    output: Any = av.open(buffer, "w", format=container)
    with output:
        track = output.add_stream(codec, rate=10)
        track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        for number in range(20):
            grey = np.full((48, 64, 3), number * 5, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts = number
            output.mux(track.encode(frame))
        output.mux(track.encode(None))
    return buffer.getvalue()


FILMS = {
    "mp4": encoded(tone(5.0), "mp4", pictures=True),
    "webm": film("libvpx-vp9", "webm"),
    "h264": film("libx264", "mp4"),
}


async def embedded(
    folder: Path, video: bytes, kind: str, *, subtitles: tuple[str, str] = ("srt", SRT)
) -> Path:
    made = folder / "made.part"
    with TemporaryFile() as source, made.open("wb") as output:
        source.write(video)
        source.flush()
        form, text = subtitles
        await AvSubtitleEmbedder()(source, Subtitles(text, form, "de"), output, kind=kind)
    return made


def packets(file: Any, kind: str) -> list[tuple[float, bytes]]:
    with av.open(file) as opened:
        (track,) = (each for each in opened.streams if each.type == kind)
        return [
            (float(each.pts * each.time_base), bytes(each))
            for each in opened.demux(track)
            if each.pts is not None and each.time_base
        ]


@pytest.mark.parametrize(
    ("film", "kind", "codec"),
    [
        ("mp4", ".mp4", "mov_text"),
        ("h264", ".mov", "mov_text"),
        ("h264", ".mkv", "srt"),
        ("webm", ".webm", "webvtt"),
        ("webm", ".mkv", "srt"),
    ],
)
@pytest.mark.parametrize("subtitles", [("srt", SRT), ("vtt", VTT)])
async def test_subtitles_are_a_track_of_the_copy(
    tmp_path: Path, film: str, kind: str, codec: str, subtitles: tuple[str, str]
) -> None:
    made = await embedded(tmp_path, FILMS[film], kind, subtitles=subtitles)
    with av.open(str(made)) as opened:
        (track,) = opened.streams.subtitles
        code = "deu" if kind == ".mp4" else "ger"
        assert (track.codec_context.name, track.metadata["language"]) == (codec, code)
    texts = [
        (at, text[2:] if codec == "mov_text" else text)
        for at, text in packets(str(made), "subtitle")
        if text != b"\0\0"
    ]
    sign = b"&amp;" if codec == "webvtt" else b"&"
    assert texts == [(0.5, b"you " + sign + b" <i>me</i>\nhere"), (3.0, b"Bye")]


@pytest.mark.parametrize(("film", "kind"), [("h264", ".mkv"), ("h264", ".mp4"), ("webm", ".webm")])
async def test_the_picture_is_copied_bit_for_bit(tmp_path: Path, film: str, kind: str) -> None:
    made = await embedded(tmp_path, FILMS[film], kind)
    before, after = packets(BytesIO(FILMS[film]), "video"), packets(str(made), "video")
    assert [content for _, content in after] == [content for _, content in before]


@pytest.mark.parametrize(
    ("video", "kind", "subtitles", "words"),
    [
        (b"no video", ".mp4", ("srt", SRT), "holds text, not sound"),
        (FILMS["h264"], ".avi", ("srt", SRT), "into .mp4, .m4v, .mov, .mkv, .webm files only"),
        (FILMS["h264"], ".webm", ("srt", SRT), "cannot be copied into a .webm file"),
        (FILMS["h264"], ".mp4", ("srt", ""), "no subtitles that could be put"),
        (encoded(tone(1.0), "mp3"), ".mkv", ("srt", SRT), "has no picture"),
        (FILMS["h264"], ".mp4", ("ass", SRT), "from .srt and .vtt files only"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_words(
    tmp_path: Path, video: bytes, kind: str, subtitles: tuple[str, str], words: str
) -> None:
    with pytest.raises(UnsupportedAudioError, match=words):
        await embedded(tmp_path, video, kind, subtitles=subtitles)


def box(name: bytes, *content: bytes) -> bytes:
    joined = b"".join(content)
    return struct.pack(">I4s", 8 + len(joined), name) + joined


def claiming(video: bytes, sample: int, times: int) -> bytes:
    """Rewrite an MP4 of one picture, so that it claims the same `sample` bytes many times.

    They are the pictures of the video, and zeros behind them.
    """
    start, index = video.index(b"mdat") - 4, video.index(b"moov") - 4
    pictures = video[start + 8 : index].ljust(sample, b"\0")
    numbers = struct.pack
    tables = (
        box(b"stts", numbers(">IIII", 0, 1, times, 1024)),
        box(b"stsc", numbers(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", numbers(">III", 0, sample, times)),
        box(b"stco", numbers(">II", 0, times), numbers(">I", start + 8) * times),
    )
    return video[:start] + box(b"mdat", pictures) + _replaced(video[index:], b"".join(tables))


def _replaced(boxes: bytes, tables: bytes) -> bytes:
    """Replace the tables of samples, and the lengths of all boxes around them."""
    made, at = b"", 0
    while at < len(boxes):
        size, name = struct.unpack_from(">I4s", boxes, at)
        content = boxes[at + 8 : at + size]
        if name in {b"moov", b"trak", b"mdia", b"minf"}:
            made += box(name, _replaced(content, tables))
        elif name == b"stbl":
            length = struct.unpack_from(">I", content)[0]
            made += box(name, content[:length], tables)  # the first box says what the codec is
        elif name != b"edts":  # it says where the video ends
            made += boxes[at : at + size]
        at += size
    return made


async def test_a_video_that_claims_the_same_bytes_again_and_again_fills_no_disk(
    tmp_path: Path,
) -> None:
    bomb = claiming(film("mpeg4", "mp4"), 100_000, 400)
    with pytest.raises(UnsupportedAudioError, match="far larger than the video"):
        await embedded(tmp_path, bomb, ".mp4")
    assert (tmp_path / "made.part").stat().st_size < 20 << 20

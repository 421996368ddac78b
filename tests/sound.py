"""Sound and files of sound, made for tests."""

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.stream import Disposition
from numpy.typing import NDArray

Samples = NDArray[np.float32]
TENTHS = [number / 10 for number in range(20)]


def tone(
    seconds: float, *, hertz: float = 440.0, rate: int = 16_000, level: float = 0.3
) -> Samples:
    """A sine."""
    time = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def noise(seconds: float, *, level: float = 0.05, rate: int = 16_000, seed: int = 0) -> Samples:
    """Hiss."""
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal(round(seconds * rate))).astype(np.float32)


def nothing(seconds: float, *, rate: int = 16_000) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * rate), dtype=np.float32)


def encoded(
    samples: Samples,
    container: str = "wav",
    *,
    codec: str | None = None,
    rate: int = 16_000,
    layout: str = "mono",
    pictures: bool = False,
    pictures_at: Sequence[float] = TENTHS,
    options: dict[str, str] | None = None,
) -> bytes:
    """Write samples (mono, at 16 kHz) as a file of another kind, rate or layout.

    With pictures, there is one at each of these seconds.
    """
    buffer = io.BytesIO()
    output: Any = av.open(buffer, "w", format=container, options=options or {})
    with output:
        screen = _screen(output) if pictures else None
        track = output.add_stream(codec or CODECS[container], rate=rate, layout=layout)
        if screen is not None:
            _show(output, screen, pictures_at)
        for frame in _frames(samples, track):
            output.mux(track.encode(frame))
        output.mux(track.encode(None))
    return buffer.getvalue()


def stereo(left: Samples, right: Samples, container: str = "wav") -> bytes:
    """Write two channels at 16 kHz."""
    buffer = io.BytesIO()
    output: Any = av.open(buffer, "w", format=container)
    with output:
        track = output.add_stream(CODECS[container], rate=16_000, layout="stereo")
        for frame in _frames(np.stack([left, right]), track):
            output.mux(track.encode(frame))
        output.mux(track.encode(None))
    return buffer.getvalue()


CODECS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "mp3",
    "ogg": "libopus",
    "mp4": "aac",
    "webm": "libopus",
}


def with_tracks(
    *sounds: Samples, container: str = "matroska", codec: str = "aac", default: Sequence[int] = ()
) -> bytes:
    """Write several sound tracks (mono, at 16 kHz); those with these numbers are the default.

    The numbers count from 1.
    """
    buffer = io.BytesIO()
    output: Any = av.open(buffer, "w", format=container)
    with output:
        tracks = [output.add_stream(codec, rate=16_000, layout="mono") for _ in sounds]
        for number, track in enumerate(tracks, 1):
            track.disposition = Disposition.default if number in default else Disposition(0)
        for track, sound in zip(tracks, sounds, strict=True):
            for frame in _frames(sound, track):
                output.mux(track.encode(frame))
            output.mux(track.encode(None))
    return buffer.getvalue()


def silent_video(seconds: float = 2.0) -> bytes:
    """Pictures without a sound track."""
    buffer = io.BytesIO()
    output: Any = av.open(buffer, "w", format="mp4")
    with output:
        _show(output, _screen(output), [number / 10 for number in range(round(seconds * 10))])
    return buffer.getvalue()


def _frames(samples: Samples, track: Any) -> list[Any]:
    codec = track.codec_context
    resampler = AudioResampler(
        format=codec.format.name,
        layout=codec.layout.name,
        rate=codec.sample_rate,
        frame_size=codec.frame_size or 1024,
    )
    sound = np.atleast_2d(samples)
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(sound), format="fltp", layout="stereo" if len(sound) > 1 else "mono"
    )
    frame.sample_rate = 16_000
    return [*resampler.resample(frame), *resampler.resample(None)]


def _screen(output: Any) -> Any:
    track = output.add_stream("mpeg4", rate=10)
    track.width = track.height = 64
    track.pix_fmt = "yuv420p"
    track.codec_context.time_base = Fraction(1, 1000)
    return track


def _show(output: Any, track: Any, moments: Sequence[float]) -> None:
    for moment in moments:
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")
        picture.pts, picture.time_base = round(moment * 1000), Fraction(1, 1000)
        output.mux(track.encode(picture))
    output.mux(track.encode(None))

"""Any file is decoded to 16 kHz mono at the right times, and damage is counted."""

import io
import wave
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from av.audio.resampler import AudioResampler
from faster_whisper.audio import decode_audio

from adapters.sound.media import decoding
from adapters.sound.media.channels import EachChannel, Rows
from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import open_media
from adapters.sound.pcm import BLOCK_SAMPLES, Samples
from tests.sound import encoded, noise, nothing, stereo, tone

SECOND = 16_000


def decoded(file: bytes) -> tuple[Samples, SoundDecoder]:
    with open_media(io.BytesIO(file)) as media:
        decoder = SoundDecoder(media.container, media.track)
        blocks = list(decoder.blocks())
    return (np.concatenate(blocks) if blocks else nothing(0)), decoder


def loudness(audio: Samples, start: float, end: float) -> float:
    part = audio[round(start * SECOND) : round(end * SECOND)]
    return float(np.sqrt(np.mean(np.square(part))))


def unnamed_wav(sound: Rows) -> bytes:
    """Write channels at 16 kHz as a WAV file that does not say where each of them belongs."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(SECOND)
        file.writeframes((sound.T * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def damaged(file: bytes, at: float, size: int = 3000) -> bytes:
    """Overwrite a stretch in the file's middle with rubbish."""
    start = int(len(file) * at)
    rubbish = np.random.default_rng(3).bytes(size)
    return file[:start] + rubbish + file[start + size :]


@pytest.mark.parametrize("container", ["wav", "flac", "mp3", "ogg", "mp4", "webm"])
def test_every_common_format_is_decoded_in_full(container: str) -> None:
    rate = 48_000 if container in {"ogg", "webm"} else 16_000
    audio, decoder = decoded(encoded(tone(5.0), container, rate=rate))
    assert decoder.decoded_seconds == pytest.approx(5.0, abs=0.2)
    assert decoder.lost_seconds == 0.0
    assert loudness(audio, 1, 4) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 96_000])
@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1", "7.1"])
def test_every_rate_and_number_of_channels_becomes_16_khz_mono(rate: int, layout: str) -> None:
    audio, decoder = decoded(encoded(tone(1.5), rate=rate, layout=layout))
    assert decoder.decoded_seconds == pytest.approx(1.5, abs=0.01)
    assert loudness(audio, 0.2, 1.3) > 0.04


def test_more_channels_than_have_names_are_mixed_too() -> None:
    audio, decoder = decoded(encoded(tone(1.0), layout="hexadecagonal"))
    assert decoder.decoded_seconds == pytest.approx(1.0, abs=0.01)
    assert loudness(audio, 0.2, 0.8) > 0.01


@pytest.mark.parametrize(("container", "rate"), [("wav", 44_100), ("flac", 8_000), ("mp3", 16_000)])
def test_the_samples_are_those_that_the_library_decodes(container: str, rate: int) -> None:
    file = encoded(noise(7.0), container, rate=rate)
    audio, _ = decoded(file)
    library = decode_audio(io.BytesIO(file))
    assert len(audio) == len(library)
    np.testing.assert_allclose(audio, library, atol=2 / 32768)


@pytest.mark.parametrize("layout", ["stereo", "5.1"])
def test_several_channels_are_mixed_as_the_library_mixes_them(layout: str) -> None:
    file = encoded(noise(5.0), rate=44_100, layout=layout)
    audio, _ = decoded(file)
    np.testing.assert_allclose(audio, decode_audio(io.BytesIO(file)), atol=3 / 32768)


@pytest.mark.parametrize("channels", [2, 3, 8, 9, 12, 24, 64])
def test_channels_without_names_are_mixed_however_many_they_are(channels: int) -> None:
    spoken = noise(1.0, level=0.2)
    audio, decoder = decoded(unnamed_wav(np.stack([spoken] * channels)))
    assert decoder.lost_seconds == 0.0
    np.testing.assert_allclose(audio, spoken, atol=2 / 32768)


def test_channels_of_opposite_phase_are_decoded_without_loss() -> None:
    spoken = noise(5.0, level=0.2)
    audio, _ = decoded(unnamed_wav(np.stack([spoken, -spoken])))
    np.testing.assert_allclose(audio, spoken, atol=2 / 32768)


def test_opposite_phase_survives_a_lossy_codec() -> None:
    audio, _ = decoded(stereo(noise(5.0, level=0.2), -noise(5.0, level=0.2), "mp3"))
    assert loudness(audio, 0.5, 4.5) == pytest.approx(0.2, rel=0.2)


def test_separate_channels_stay_aligned_across_gaps() -> None:
    file = stereo(tone(3.0), nothing(3.0), "wav")
    with open_media(io.BytesIO(file)) as media:
        rows = np.concatenate(
            list(SoundDecoder(media.container, media.track, EachChannel(2)).rows()), axis=1
        )
    assert rows.shape == (2, 3 * SECOND)
    assert loudness(rows[0], 0, 3) > 0.1
    assert loudness(rows[1], 0, 3) == 0.0


def test_the_sound_track_of_a_video_is_decoded() -> None:
    audio, decoder = decoded(encoded(tone(2.0), "mp4", pictures=True))
    assert decoder.decoded_seconds == pytest.approx(2.0, abs=0.2)
    assert loudness(audio, 0.5, 1.5) > 0.1


def test_blocks_are_small_and_hold_everything() -> None:
    with open_media(io.BytesIO(encoded(noise(9.0)))) as media:
        sizes = [len(block) for block in SoundDecoder(media.container, media.track).blocks()]
    assert sum(sizes) == 9 * SECOND
    assert max(sizes) < BLOCK_SAMPLES + SECOND


@pytest.mark.parametrize(
    ("container", "rate"), [("flac", 16_000), ("ogg", 48_000), ("mp4", 16_000)]
)
def test_times_are_right_after_damage_in_the_middle(container: str, rate: int) -> None:
    audio = np.concatenate([noise(10.0), nothing(5.0), tone(5.0)])
    whole, _ = decoded(encoded(audio, container, rate=rate))
    broken, decoder = decoded(damaged(encoded(audio, container, rate=rate), 0.25))
    assert 0.01 < decoder.lost_seconds < 4.0
    assert len(broken) == pytest.approx(len(whole), abs=SECOND // 5)
    assert loudness(broken, 10.5, 14.5) < 0.01
    assert loudness(broken, 15.5, 19.5) == pytest.approx(loudness(whole, 15.5, 19.5), rel=0.05)


def test_sound_after_a_corrupt_packet_is_kept_unlike_in_the_library() -> None:
    file = damaged(encoded(tone(20.0), "mp3"), 0.5, 300)
    _, decoder = decoded(file)
    assert decoder.decoded_seconds == pytest.approx(20.0, abs=0.5)
    assert decoder.lost_seconds > 0


def test_a_truncated_file_is_decoded_to_its_end() -> None:
    file = encoded(tone(20.0), "flac")
    _, decoder = decoded(file[: len(file) // 2])
    assert 8.0 < decoder.decoded_seconds < 11.0


class Frames:
    """A track whose packets hold these frames; what PyAV's container and packets are to us."""

    size = 0
    codec_context = SimpleNamespace(name="pcm_s16le")

    def __init__(self, *frames: tuple[float | None, float]) -> None:
        self.start_time = 0
        self.stream = self
        self._frames = frames

    def demux(self, _track: object) -> Iterator["Frames"]:
        yield self

    def decode(self) -> list[av.AudioFrame]:
        return [self._frame(at, seconds) for at, seconds in self._frames]

    def _frame(self, at: float | None, seconds: float) -> av.AudioFrame:
        samples = (tone(seconds) * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = SECOND
        frame.time_base = Fraction(1, SECOND)
        frame.pts = None if at is None else round(at * SECOND)
        return frame


def timeline(*frames: tuple[float | None, float]) -> tuple[Samples, SoundDecoder]:
    track = Frames(*frames)
    decoder = SoundDecoder(track, track)  # type: ignore[arg-type]  # only what is used of them
    return np.concatenate(list(decoder.blocks())), decoder


def test_a_gap_in_the_timestamps_becomes_silence() -> None:
    audio, decoder = timeline((0.0, 2.0), (7.0, 1.0))
    assert decoder.decoded_seconds == pytest.approx(8.0, abs=0.01)
    assert loudness(audio, 2.1, 6.9) == 0.0
    assert loudness(audio, 7.1, 7.9) > 0.1
    assert decoder.lost_seconds == pytest.approx(5.0)


def test_a_track_that_begins_late_is_late_but_not_damaged() -> None:
    audio, decoder = timeline((1.5, 1.0))
    assert decoder.decoded_seconds == pytest.approx(2.5, abs=0.01)
    assert loudness(audio, 0.0, 1.4) == 0.0
    assert decoder.lost_seconds == 0.0


def test_jumps_of_hours_between_timestamps_are_ignored() -> None:
    _, decoder = timeline((0.0, 1.0), (90_000.0, 1.0), (90_001.0, 1.0))
    assert decoder.decoded_seconds == pytest.approx(3.0, abs=0.01)
    assert decoder.lost_seconds == 0.0


def test_gaps_of_more_than_a_day_in_total_are_ignored() -> None:
    track = Frames(*((number * 890.0, 0.1) for number in range(200)))
    decoder = SoundDecoder(track, track)  # type: ignore[arg-type]  # only what is used of them
    assert sum(len(block) for block in decoder.blocks()) <= (86_400 + 200) * SECOND


def test_timestamps_that_run_backwards_lose_no_sound() -> None:
    _, decoder = timeline((10.0, 1.0), (0.0, 1.0), (1.0, 1.0))
    assert decoder.decoded_seconds == pytest.approx(13.0, abs=0.01)


def test_frames_without_timestamps_follow_each_other() -> None:
    _, decoder = timeline((None, 1.0), (None, 1.0))
    assert decoder.decoded_seconds == pytest.approx(2.0, abs=0.01)


def test_a_track_may_change_its_rate_and_layout_midway(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[AudioResampler] = []

    def counted(**kind: Any) -> AudioResampler:
        made.append(AudioResampler(**kind))
        return made[-1]

    monkeypatch.setattr(decoding, "AudioResampler", counted)
    stereo = av.AudioFrame.from_ndarray(
        np.zeros((1, 2 * 44_100), dtype=np.int16), format="s16", layout="stereo"
    )
    stereo.sample_rate = 44_100
    track = Frames((None, 1.0))
    mono = track.decode()
    monkeypatch.setattr(track, "decode", lambda: [*mono, stereo, *mono])
    decoder = SoundDecoder(track, track)  # type: ignore[arg-type]  # only what is used of them
    list(decoder.blocks())
    assert decoder.decoded_seconds == pytest.approx(3.0, abs=0.01)
    assert len(made) == 3


@pytest.mark.parametrize("container", ["wav", "flac", "mp3", "ogg", "mp4", "webm"])
@pytest.mark.parametrize("start", [0.5, 25.0])
def test_decoding_from_a_time_on_gives_the_sound_of_that_time(container: str, start: float) -> None:
    rate = 48_000 if container in {"ogg", "webm"} else 16_000
    clicks = nothing(30.0)
    for second in range(1, 30):
        clicks[second * SECOND : second * SECOND + 200] = 0.8
    file = encoded(clicks + noise(30.0, level=0.01), container, rate=rate)
    whole, _ = decoded(file)
    with open_media(io.BytesIO(file)) as media:
        sought = media.seek(start)
        decoder = SoundDecoder(media.container, media.track, start_seconds=start, sought=sought)
        part = np.concatenate(list(decoder.blocks()))
    assert sought is (start > 10 and container != "mp3")
    assert decoder.decoded_seconds == pytest.approx(len(whole) / SECOND, abs=0.05)
    expected = whole[round(start * SECOND) :]
    loud = [np.flatnonzero(np.abs(each) > 0.3)[0] / SECOND for each in (part, expected)]
    assert loud[0] == pytest.approx(loud[1], abs=0.03)


def sought(start: float, *frames: tuple[float | None, float]) -> tuple[int, SoundDecoder]:
    track = Frames(*frames)
    decoder = SoundDecoder(
        track,  # type: ignore[arg-type]  # only what is used of it
        track,  # type: ignore[arg-type]
        start_seconds=start,
        sought=True,
    )
    return sum(map(len, decoder.blocks())), decoder


def test_a_clock_that_jumps_after_seeking_makes_no_hours_of_silence() -> None:
    samples, decoder = sought(30.0, (20_000.0, 1.0), (20_001.0, 1.0))
    assert samples == pytest.approx(2 * SECOND, abs=SECOND // 100)
    assert decoder.decoded_seconds == pytest.approx(32.0, abs=0.01)


def test_a_pause_after_seeking_becomes_silence() -> None:
    samples, decoder = sought(30.0, (40.0, 1.0))
    assert samples == pytest.approx(11 * SECOND, abs=SECOND // 100)
    assert decoder.decoded_seconds == pytest.approx(41.0, abs=0.01)


def test_a_pause_after_seeking_counts_towards_the_most_silence() -> None:
    gaps = ((number * 890.0, 0.1) for number in range(1, 200))
    samples, _ = sought(30.0, *gaps)
    assert samples <= (86_400 + 200) * SECOND


def test_decoding_from_behind_the_end_gives_nothing() -> None:
    with open_media(io.BytesIO(encoded(tone(2.0)))) as media:
        decoder = SoundDecoder(media.container, media.track, start_seconds=5.0)
        assert list(decoder.rows()) == []
        assert decoder.decoded_seconds == pytest.approx(2.0)

"""Memory stays bounded however much sound one packet holds."""

import io
import subprocess
import sys
from types import SimpleNamespace
from typing import Final

import av
import numpy as np
import pytest

from adapters.sound.media import bounds
from adapters.sound.media.bounds import (
    LONGEST_SECONDS,
    MOST_FRAME_SAMPLES,
    MOST_PACKET_BYTES,
    is_too_large,
    short_frames,
)
from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import open_media
from adapters.sound.pcm import BLOCK_SAMPLES
from tests.bombs import SLOWEST_HZ, with_one_large_block
from tests.sound import encoded, tone

# A block of 2 MB becomes 32 million samples at 16 kHz: 700 MB, if that is done at once.
ROOM_BYTES: Final = 256 << 20

DECODE: Final = f"""
import io
from adapters.sound.processes.limits import limit_memory
from adapters.sound.processes.sound_track import sound_track
from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import open_media
from adapters.sound.waveform import _Peaks
from tests.bombs import with_one_large_block

file = with_one_large_block(2_000_000)
limit_memory({ROOM_BYTES})
print(sound_track(io.BytesIO(file)).codec)
with open_media(io.BytesIO(file)) as media:
    decoder, peaks = SoundDecoder(media.container, media.track), _Peaks()
    for block in decoder.blocks():
        peaks.add(block)
print(round(decoder.decoded_seconds), decoder.lost_seconds)
"""


class Packet(bytes):
    """A packet of a codec, as far as its size is judged."""

    codec = "pcm_u8"

    @property
    def size(self) -> int:
        return len(self)

    @property
    def stream(self) -> SimpleNamespace:
        return SimpleNamespace(codec_context=SimpleNamespace(name=self.codec))


class ApePacket(Packet):
    """A packet of Monkey's Audio."""

    codec = "ape"


def decoder_of(file: bytes) -> tuple[list[int], SoundDecoder]:
    with open_media(io.BytesIO(file)) as media:
        decoder = SoundDecoder(media.container, media.track)
        return [len(block) for block in decoder.blocks()], decoder


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not limit a process's memory.")
def test_a_block_of_half_an_hour_is_examined_and_decoded_in_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DECODE], check=False, capture_output=True, text=True
    )
    assert done.stdout.split() == ["pcm_u8", "2003", "0.0"], done.stderr


def test_a_long_block_is_decoded_in_blocks_of_usual_length() -> None:
    sizes, decoder = decoder_of(with_one_large_block(100_000))
    assert max(sizes) < 2 * BLOCK_SAMPLES
    assert decoder.decoded_seconds == pytest.approx(103.0, abs=0.1)
    assert decoder.lost_seconds == 0.0


def test_a_packet_larger_than_any_real_file_has_is_counted_as_lost() -> None:
    _, decoder = decoder_of(with_one_large_block(MOST_PACKET_BYTES + 1))
    lost = (MOST_PACKET_BYTES + 1) / SLOWEST_HZ
    assert decoder.decoded_seconds == pytest.approx(3.0, abs=0.1)
    assert decoder.lost_seconds == pytest.approx(lost, abs=0.1)


def test_a_frame_with_more_samples_than_the_limit_is_counted_as_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "MOST_FRAME_SAMPLES", 50_000)
    _, decoder = decoder_of(with_one_large_block(60_000))
    assert decoder.decoded_seconds == pytest.approx(3.0, abs=0.1)
    assert decoder.lost_seconds == pytest.approx(60.0, abs=0.1)


def test_checksums_are_verified_along_with_the_limit() -> None:
    with open_media(io.BytesIO(encoded(tone(1.0), "flac"))) as media:
        options = media.track.codec_context.options
    assert options == {
        "err_detect": "crccheck+explode",
        "max_samples": str(MOST_FRAME_SAMPLES),
    }


@pytest.mark.parametrize(
    "packet",
    [
        Packet(MOST_PACKET_BYTES),
        Packet(b"\xff\xff\xff\x7f" + bytes(12)),
        ApePacket((1_179_648).to_bytes(4, "little") + bytes(12)),
        ApePacket(),
    ],
    ids=["as large as may be", "loud sound", "a frame of Monkey's Audio", "the end"],
)
def test_packets_of_real_files_are_decoded(packet: Packet) -> None:
    assert not is_too_large(packet)  # type: ignore[arg-type]  # only what is used of it


@pytest.mark.parametrize(
    "packet",
    [Packet(MOST_PACKET_BYTES + 1), ApePacket(b"\xff\xff\xff\x7f" + bytes(12))],
    ids=["a large one", "a silent one of Monkey's Audio that becomes gigabytes"],
)
def test_packets_that_no_real_file_has_are_not_decoded(packet: Packet) -> None:
    assert is_too_large(packet)  # type: ignore[arg-type]  # only what is used of it


@pytest.mark.parametrize("kind", ["u8", "s16p", "flt", "fltp", "dblp", "s64"])
@pytest.mark.parametrize("layout", ["mono", "7.1", "12 channels", "64 channels"])
def test_frames_of_every_kind_are_cut_and_none_of_them_is_lost(kind: str, layout: str) -> None:
    frame = av.AudioFrame(format=kind, layout=layout, samples=100_001)
    frame.sample_rate = 8_000
    pieces = [each.samples for each in short_frames(frame)]
    assert sum(pieces) == 100_001
    assert max(pieces) == LONGEST_SECONDS * 8_000


def test_cutting_frames_does_not_change_the_sound() -> None:
    sound = (tone(7.3) * 32767).astype(np.int16)[None]
    frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
    frame.sample_rate = 16_000
    pieces = [each.to_ndarray() for each in short_frames(frame)]
    np.testing.assert_array_equal(np.concatenate(pieces, axis=1), sound)

"""All sound of a file is decoded, whatever length its header claims."""

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import open_media
from tests.sound import Samples, encoded, noise

SOUND: Final = noise(3.0, level=0.2)
CASES: Final = Path(__file__).parents[5] / "shared" / "data" / "cases"


def heard(file: bytes) -> tuple[Samples, float | None]:
    """Give the sound of a file, and how long it claims to be."""
    with open_media(io.BytesIO(file)) as media:
        decoder = SoundDecoder(media.container, media.track)
        audio = np.concatenate(list(decoder.blocks()))
        return audio, media.claimed_seconds(decoder.decoded_seconds)


def assert_whole(file: bytes, expected: Samples = SOUND) -> None:
    audio, claimed = heard(file)
    assert len(audio) == len(expected)
    np.testing.assert_allclose(audio, expected, atol=2 / 32768)
    assert claimed is None


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def with_length(file: bytes, length: int) -> bytes:
    """Claim another length of sound in a WAV file."""
    at = file.index(b"data") + 4
    return file[:at] + struct.pack("<I", length) + file[at + 4 :]


WAV: Final = encoded(SOUND)


def test_a_right_length_is_not_changed() -> None:
    assert_whole(WAV)


@pytest.mark.parametrize("length", [2, 1000, 1001, 16_000, 95_900])
def test_sound_after_a_length_that_is_too_small_is_decoded(length: int) -> None:
    assert_whole(with_length(WAV, length))


@pytest.mark.parametrize(
    "length",
    [0, 0xFFFFFFFF, 0xFFFFFFFF - 36, 0x7FFFFFFF, 0x7FFFF000, 0x80000000, 2_000_000_000],
)
def test_a_placeholder_length_is_no_claim(length: int) -> None:
    assert_whole(with_length(WAV, length))


def test_a_file_that_was_cut_off_claims_what_is_missing() -> None:
    audio, claimed = heard(WAV[: len(WAV) // 2])
    assert len(audio) == pytest.approx(24_000, abs=50)
    assert claimed == pytest.approx(3.0, abs=0.01)


def test_chunks_after_the_sound_are_not_decoded() -> None:
    for trailer in (
        chunk(b"LIST", b"INFOISFT" + struct.pack("<I", 4) + b"test"),
        chunk(b"id3 ", bytes(range(256)) * 40) + chunk(b"bext", bytes(301)),
        chunk(b"afsp", b"odd"),
        chunk(b"bext", b"a broken one"),
    ):
        assert_whole(WAV + trailer)


def test_a_chunk_after_an_odd_number_of_bytes_is_not_decoded() -> None:
    eight_bit = encoded(SOUND[:16_001], codec="pcm_u8").rstrip(b"\0")
    at = eight_bit.index(b"data") + 8
    whole = with_length(eight_bit[: at + 16_001], 16_001)
    for between in (b"", b"\0"):
        audio, claimed = heard(whole + between + chunk(b"LIST", b"INFO" + bytes(400)))
        assert (len(audio), claimed) == (16_001, None)


def test_a_second_recording_after_the_first_is_decoded() -> None:
    other = noise(2.0, level=0.2, seed=7)
    second = encoded(other)
    for first in (WAV, WAV + chunk(b"LIST", b"INFO" + bytes(32))):
        assert_whole(first + second, np.concatenate([SOUND, other]))


def test_a_second_recording_stays_aligned_after_an_odd_number_of_bytes() -> None:
    odd = with_length(WAV + b"\x01", 96_001)
    assert_whole(odd + WAV, np.concatenate([SOUND, SOUND]))


def test_a_truncated_second_recording_is_decoded_to_its_end() -> None:
    audio, _ = heard(WAV + WAV[: len(WAV) // 2])
    assert len(audio) == pytest.approx(72_000, abs=50)


def test_a_second_recording_of_another_kind_is_reported() -> None:
    with open_media(io.BytesIO(WAV + encoded(SOUND, rate=8_000))) as media:
        assert media.lengths is not None
        assert media.lengths.other_follows


def test_ten_thousand_recordings_in_one_file_are_searched_to_a_limit() -> None:
    tiny = encoded(noise(0.001))
    with open_media(io.BytesIO(tiny * 10_000)) as media:
        assert media.lengths is not None
        assert len(media.lengths.sound) < 2_000


@pytest.mark.parametrize(
    ("codec", "rate"), [("adpcm_ima_wav", 16_000), ("adpcm_ms", 16_000), ("mp3", 16_000)]
)
def test_a_wrong_bit_rate_makes_a_whole_file_no_shorter(codec: str, rate: int) -> None:
    file = bytearray(encoded(SOUND, codec=codec, rate=rate))
    struct.pack_into("<I", file, file.index(b"fmt ") + 16, 1000)
    audio, claimed = heard(bytes(file))
    assert len(audio) >= len(SOUND) - 100
    assert claimed is None


def rf64(file: bytes, length: int) -> bytes:
    """Turn a WAV file into an RF64 file that claims so many bytes of sound."""
    long = chunk(b"ds64", struct.pack("<QQQI", len(file) + 28, length, 0, 0))
    at = file.index(b"data") + 4
    return b"RF64" + b"\xff" * 4 + b"WAVE" + long + file[12:at] + b"\xff" * 4 + file[at + 4 :]


def w64(length: int) -> bytes:
    file = bytearray(encoded(SOUND, "w64", codec="pcm_s16le"))
    struct.pack_into("<Q", file, file.index(b"data\xf3\xac") + 16, length + 24)
    return bytes(file)


def aiff(length: int) -> bytes:
    file = bytearray(encoded(SOUND, "aiff", codec="pcm_s16be"))
    struct.pack_into(">I", file, file.index(b"SSND") + 4, (length + 8) % (1 << 32))
    return bytes(file)


def caf(length: int) -> bytes:
    file = bytearray(encoded(SOUND, "caf", codec="pcm_s16be"))
    struct.pack_into(">Q", file, file.index(b"data") + 4, (length + 4) % (1 << 64))
    return bytes(file)


def au(length: int) -> bytes:
    file = bytearray(encoded(SOUND, "au", codec="pcm_s16be"))
    struct.pack_into(">I", file, 8, length % (1 << 32))
    return bytes(file)


KINDS: Final[list[Callable[[int], bytes]]] = [lambda n: rf64(WAV, n), w64, aiff, caf, au]
NAMES: Final = ["rf64", "w64", "aiff", "caf", "au"]


@pytest.mark.parametrize("length", [96_000, 16_000], ids=["right", "too small"])
@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_other_formats_with_a_length_are_decoded_to_their_end(
    kind: Callable[[int], bytes], length: int
) -> None:
    assert_whole(kind(length))


@pytest.mark.parametrize("length", [2_000_000_000, 0x7FFFFFFF])
@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_placeholder_length_of_other_formats_is_no_claim(
    kind: Callable[[int], bytes], length: int
) -> None:
    assert_whole(kind(length))


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_other_formats_that_were_cut_off_claim_what_is_missing(
    kind: Callable[[int], bytes],
) -> None:
    file = kind(96_000)
    _, claimed = heard(file[: len(file) // 2])
    assert claimed == pytest.approx(3.0, abs=0.05)


def test_an_mp3_with_a_wrong_number_of_frames_is_decoded_to_its_end() -> None:
    file = bytearray(encoded(SOUND, "mp3"))
    at = next(file.index(mark) for mark in (b"Xing", b"Info") if mark in file) + 8
    struct.pack_into(">I", file, at, 10)
    audio, claimed = heard(bytes(file))
    assert len(audio) == pytest.approx(len(SOUND), abs=4000)
    assert claimed is None


def test_consecutive_ogg_streams_are_decoded() -> None:
    file = encoded(SOUND, "ogg", rate=48_000)
    audio, claimed = heard(file + file)
    assert len(audio) == pytest.approx(2 * len(SOUND), abs=1600)
    assert claimed is None or claimed < 6.5


def test_a_file_with_only_magic_bytes_is_no_error() -> None:
    for mark in (b"RIFF", b"RF64", b"FORM", b"caff", b"riff", b".snd"):
        for size in (4, 12, 40, 60):
            with (
                pytest.raises(Exception, match=r"\w+ \w+.*\.$"),
                open_media(io.BytesIO((mark + b"\xff\xff\xff\xffWAVE" + bytes(60))[:size])),
            ):
                pass


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared recordings are not there")
@pytest.mark.parametrize(
    "name",
    [
        "wav_data_length_too_small.wav",
        "wav_placeholder_2000000000.wav",
        "ima_adpcm_false_truncated.wav",
        "opposite_phase.wav",
    ],
)
def test_the_shared_cases_are_decoded_in_full_and_at_full_volume(name: str) -> None:
    audio, claimed = heard((CASES / name).read_bytes())
    assert 2.8 < len(audio) / 16_000 < 3.0
    assert float(np.abs(audio).max()) > 0.05
    assert claimed is None

"""Only listed decoders read files of strangers."""

import io

import av
import pytest
from av.codec import Codec

from adapters.sound.media.decoders import DECODERS
from adapters.sound.media.opening import open_media
from domain.errors.uploads import UnsupportedAudioError
from tests.sound import encoded, tone


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [("matroska", "real_144", 8_000), ("wav", "dfpwm", 16_000)],
)
def test_an_unusual_codec_is_refused_with_a_message(container: str, codec: str, rate: int) -> None:
    file = encoded(tone(1.0), container, codec=codec, rate=rate)
    with (
        pytest.raises(UnsupportedAudioError, match="The codec of the sound"),
        open_media(io.BytesIO(file)),
    ):
        pass


@pytest.mark.parametrize("codec", ["real_144", "dfpwm"])
def test_ffmpeg_could_decode_what_is_refused(codec: str) -> None:
    assert Codec(codec, "r").type == "audio"
    assert codec not in DECODERS


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 16_000),
        ("wav", "pcm_mulaw", 8_000),
        ("wav", "adpcm_ima_wav", 16_000),
        ("wav", "adpcm_ms", 16_000),
        ("aiff", "pcm_s16be", 16_000),
        ("caf", "alac", 16_000),
        ("mp3", "mp3", 16_000),
        ("mp2", "mp2", 16_000),
        ("adts", "aac", 16_000),
        ("mp4", "aac", 16_000),
        ("mp4", "alac", 16_000),
        ("ogg", "libopus", 16_000),
        ("webm", "libopus", 16_000),
        ("matroska", "pcm_f32le", 16_000),
        ("flac", "flac", 16_000),
        ("wv", "wavpack", 16_000),
        ("tta", "tta", 16_000),
        ("ac3", "ac3", 48_000),
        ("eac3", "eac3", 48_000),
        ("mpegts", "aac", 48_000),
        ("flv", "nellymoser", 8_000),
        ("amr", "libopencore_amrnb", 8_000),
    ],
)
def test_codecs_of_recorders_are_decoded(container: str, codec: str, rate: int) -> None:
    try:
        file = encoded(tone(1.0), container, codec=codec, rate=rate)
    except av.codec.codec.UnknownCodecError:
        pytest.skip(f"FFmpeg cannot write {codec} here.")
    with open_media(io.BytesIO(file)) as media:
        assert next(media.container.decode(media.track)).samples > 0


def test_the_list_has_no_picture_decoder() -> None:
    known = [name for name in sorted(DECODERS) if name in av.codecs_available]
    assert {Codec(name, "r").type for name in known} == {"audio"}
    assert [name for name in DECODERS if name not in known and not name.startswith("lib")] == []


def test_a_film_is_opened_without_decoding_pictures() -> None:
    file = encoded(tone(2.0), "mp4", pictures=True)
    with open_media(io.BytesIO(file)) as media:
        assert media.estimated_seconds == pytest.approx(2.0, abs=0.1)

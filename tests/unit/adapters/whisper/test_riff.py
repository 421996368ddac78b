import io
import struct

from adapters.whisper.sound.riff import declared_seconds
from tests.sound import encoded, tone


def test_a_wave_file_declares_its_length() -> None:
    assert declared_seconds(io.BytesIO(encoded(tone(3.0)))) == 3.0


def test_one_that_broke_off_still_declares_all_of_it() -> None:
    assert declared_seconds(io.BytesIO(encoded(tone(3.0))[:2000])) == 3.0


def test_other_files_declare_nothing_here() -> None:
    assert declared_seconds(io.BytesIO(encoded(tone(3.0), "flac"))) is None
    assert declared_seconds(io.BytesIO(b"")) is None


def test_a_length_that_was_never_filled_in_is_not_believed() -> None:
    file = bytearray(encoded(tone(1.0)))
    struct.pack_into("<I", file, file.index(b"data") + 4, 0xFFFFFFFF)
    assert declared_seconds(io.BytesIO(file)) is None


def test_a_header_without_a_rate_declares_nothing() -> None:
    file = bytearray(encoded(tone(1.0)))
    struct.pack_into("<I", file, file.index(b"fmt ") + 16, 0)
    assert declared_seconds(io.BytesIO(file)) is None

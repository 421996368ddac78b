"""G.711 is decoded as the standard's tables say."""

import pytest

from adapters.sound.g711 import ALAW, ULAW


@pytest.mark.parametrize(
    ("byte", "sample"), [(0x00, -32_124), (0x7F, 0), (0x80, 32_124), (0xFF, 0), (0xF0, 120)]
)
def test_ulaw(byte: int, sample: int) -> None:
    assert round(float(ULAW[byte]) * 32_768) == sample


@pytest.mark.parametrize(
    ("byte", "sample"), [(0x55, -8), (0xD5, 8), (0x2A, -32_256), (0xAA, 32_256), (0x00, -5_504)]
)
def test_alaw(byte: int, sample: int) -> None:
    assert round(float(ALAW[byte]) * 32_768) == sample

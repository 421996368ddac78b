"""Recordings of attackers and of those who only want their transcript."""

import io
import struct
import wave
from functools import cache
from typing import Final

import av

from tests.digits_model import SAMPLES
from tests.sound import encoded, nothing

TEN_HOURS: Final = 36_000
_IMA_ADPCM: Final = 0x11


@cache
def clip(seconds: float = 5.0) -> bytes:
    """Digits that are read out, for so long."""
    with wave.open(str(SAMPLES / "digits-en.wav")) as sample:
        rate = sample.getframerate()
        frames = sample.readframes(sample.getnframes())
    wanted = round(seconds * rate) * 2
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((frames * (wanted // len(frames) + 1))[:wanted])
    return buffer.getvalue()


@cache
def silence(seconds: int = TEN_HOURS) -> bytes:
    """Write silence as MP3, of which one packet is like the next: a kilobyte a second."""
    minute = encoded(nothing(60), "mp3", rate=8_000, options={"write_xing": "0"})
    with av.open(io.BytesIO(minute), mode="r") as file:
        packets = [bytes(packet) for packet in file.demux(audio=0) if packet.size]
    steady = packets[1:-1]  # the first and the last may differ
    packet_seconds = 60 / len(packets)
    rounds = round(seconds / (packet_seconds * len(steady))) + 1
    return b"".join(steady) * rounds


@cache
def adpcm_zeros(size: int, *, block: int = 1_024, rate: int = 8_000) -> bytes:
    """Write a WAV file of IMA-ADPCM in blocks of so many bytes, all of them zero."""
    samples = (block - 4) * 2 + 1
    form = struct.pack(
        "<HHIIHHHH", _IMA_ADPCM, 1, rate, rate * block // samples, block, 4, 2, samples
    )
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size)
    body = chunks + bytes(size)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body

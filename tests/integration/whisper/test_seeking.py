"""A part of a recording is decoded from a little before its start, in a process of its own."""

import io

import numpy as np
import pytest

from domain.options import Channels
from tests.processes import decoding_processes
from tests.sound import encoded
from tests.spoken import talk

RATE = 16_000
START = 25.0


@pytest.mark.parametrize("form", ["flac", "ogg", "wav", "mp4", "webm"])
def test_decoding_begins_at_the_start_that_was_asked_for(form: str) -> None:
    said = talk(20.0, 40.0)
    file = io.BytesIO(encoded(said, form))
    with decoding_processes().acquire() as process:
        recording = process.open(file, channels=Channels.MIX, start_seconds=START)
        heard = np.concatenate([block[0] for block in recording.blocks()])
    expected = said[round(START * RATE) :]
    assert len(heard) == pytest.approx(len(expected), abs=RATE / 10)
    loudness = [np.sqrt(np.mean(sound[3 * RATE : 11 * RATE] ** 2)) for sound in (heard, expected)]
    assert loudness[0] == pytest.approx(loudness[1], rel=0.1)

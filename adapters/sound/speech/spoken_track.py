"""Of several sound tracks, the first in which somebody speaks."""

from collections.abc import Callable
from typing import BinaryIO, Final

from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.recording import Recording
from adapters.sound.speech.voice import FRAME_SAMPLES, VoiceDetector
from domain.options import Channels

# Films have music before the first word; but a track costs a hundredth of the time it lasts.
_SEARCHED_SAMPLES: Final = 300 * SAMPLE_RATE_HZ
_MOST_TRACKS: Final = 8
_SPEAKING: Final = 0.5
# A cough is no speech: half a second of it, wherever, is.
_SPOKEN_FRAMES: Final = SAMPLE_RATE_HZ // 2 // FRAME_SAMPLES


def _nobody_minds() -> None:
    pass


def open_spoken(
    process: DecodingProcess,
    file: BinaryIO,
    number: int | None = None,
    channels: Channels = Channels.MIX,
    *,
    look_up: Callable[[], None] = _nobody_minds,
) -> Recording:
    """Open a file at the sound track that is heard.

    That is the one with this number; else the only one flagged as default; else, of those that
    could be meant, the first in whose first five minutes somebody speaks; else the first. The same
    file is always opened at the same track. `look_up` is called after every two seconds of sound
    that were searched, and while the process is waited for; what it raises comes out. Raises what
    DecodingProcess.open raises.
    """
    recording = process.open(file, number, channels, look_up=look_up)
    if len(recording.eligible) == 1:
        return recording
    for each in recording.eligible[:_MOST_TRACKS]:
        if _is_spoken(process.open(file, each, look_up=look_up), look_up):
            return process.open(file, each, channels, look_up=look_up)
    return process.open(file, recording.eligible[0], channels, look_up=look_up)


def _is_spoken(recording: Recording, look_up: Callable[[], None]) -> bool:
    detector, spoken = VoiceDetector(), 0
    for rows in recording.blocks():
        look_up()
        spoken += int((detector.feed(rows[0]) >= _SPEAKING).sum())
        if spoken >= _SPOKEN_FRAMES or recording.samples >= _SEARCHED_SAMPLES:
            recording.stop()
            break
    return spoken >= _SPOKEN_FRAMES

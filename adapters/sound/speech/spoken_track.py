"""Of several sound tracks, choose the first with speech."""

from collections.abc import Callable
from functools import partial
from typing import BinaryIO, Final

from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.recording import Recording
from adapters.sound.speech.voice import FRAME_SAMPLES, VoiceDetector
from domain.options import Channels

# Films have music before the first word; searching a track takes a hundredth of its length.
_SEARCHED_SAMPLES: Final = 300 * SAMPLE_RATE_HZ
_MOST_TRACKS: Final = 8
_SPEAKING: Final = 0.5
# A cough is not speech: half a second in total is needed.
_SPOKEN_FRAMES: Final = SAMPLE_RATE_HZ // 2 // FRAME_SAMPLES


def _never_cancelled() -> None:
    pass


def open_spoken(
    process: DecodingProcess,
    file: BinaryIO,
    number: int | None = None,
    channels: Channels = Channels.MIX,
    start_seconds: float = 0.0,
    *,
    check_cancelled: Callable[[], None] = _never_cancelled,
) -> Recording:
    """Open a file at the sound track to transcribe, and decode it from a time on.

    That is the track with this number; otherwise the only one flagged as default; otherwise the
    first eligible one with speech in its first five minutes; otherwise the first. The same file is
    always opened at the same track. `check_cancelled` is called after every two seconds of searched
    sound, and while waiting for the process; its errors come out. Raises what DecodingProcess.open
    raises.
    """
    opening = partial(
        process.open,
        file,
        channels=channels,
        start_seconds=start_seconds,
        check_cancelled=check_cancelled,
    )
    recording = opening(number)
    if len(recording.eligible) == 1:
        return recording
    for each in recording.eligible[:_MOST_TRACKS]:
        if _is_spoken(process.open(file, each, check_cancelled=check_cancelled), check_cancelled):
            return opening(each)
    return opening(recording.eligible[0])


def _is_spoken(recording: Recording, check_cancelled: Callable[[], None]) -> bool:
    detector, spoken = VoiceDetector(), 0
    for rows in recording.blocks():
        check_cancelled()
        spoken += int((detector.feed(rows[0]) >= _SPEAKING).sum())
        if spoken >= _SPOKEN_FRAMES or recording.samples >= _SEARCHED_SAMPLES:
            recording.stop()
            break
    return spoken >= _SPOKEN_FRAMES

"""Times of the three kinds of frames within a window, in seconds from its start."""

from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from adapters.diarization.evidence import FRAME_SECONDS, Activity
from adapters.diarization.mel import FRAME_SAMPLES, HOP_SAMPLES
from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech import voice

FRAMES: Final = 589
"""The segmentation has so many frames in a window of ten seconds."""

FIRST_FRAME_SECONDS: Final = 360 / SAMPLE_RATE_HZ
"""A frame of it stands for the 270 samples in the middle of the 991 that it sees."""

_MEL_SECONDS: Final = HOP_SAMPLES / SAMPLE_RATE_HZ
_VOICE_SECONDS: Final = voice.FRAME_SAMPLES / SAMPLE_RATE_HZ

Indices = NDArray[np.intp]


def first_frame_at(seconds: float) -> int:
    """Return the first frame that begins at this time or later."""
    return max(0, ceil((seconds - FIRST_FRAME_SECONDS) / FRAME_SECONDS))


def count_frames(seconds: float) -> int:
    """Count the frames that begin in this time."""
    return min(FRAMES, first_frame_at(seconds))


def at_mel_frames(activity: Activity) -> Activity:
    """Return mel frames x local speakers: is the one active in the middle of the mel frame?"""
    mels = int((FIRST_FRAME_SECONDS + len(activity) * FRAME_SECONDS) / _MEL_SECONDS)
    middles = np.arange(mels) * _MEL_SECONDS + FRAME_SAMPLES / 2 / SAMPLE_RATE_HZ
    frames = ((middles - FIRST_FRAME_SECONDS) / FRAME_SECONDS).astype(np.intp)
    found: Activity = activity[frames.clip(0, len(activity) - 1)]
    return found


def voice_frames(frames: Indices, window_seconds: float) -> Indices:
    """Return the frame of the voice detector in which the middle of each frame is.

    `window_seconds` is where the window begins in what the detector has heard.
    """
    middles = window_seconds + FIRST_FRAME_SECONDS + (frames + 0.5) * FRAME_SECONDS
    return (middles / _VOICE_SECONDS).astype(np.intp)

"""Hear one stretch of a recording: run the networks over its windows."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from adapters.diarization.evidence import Activity, Vectors, WindowEvidence
from adapters.diarization.frames import FIRST_FRAME_SECONDS, FRAMES, count_frames, voice_frames
from adapters.diarization.mel import FRAME_SAMPLES, HOP_SAMPLES, log_mels
from adapters.diarization.models import SpeakerModels
from adapters.diarization.pace import Pace
from adapters.diarization.powerset import active_speakers, nobody
from adapters.diarization.stretch import WINDOW_SAMPLES, Stretch, Window
from adapters.diarization.voices import embed_voices
from adapters.sound.pcm import Samples, seconds
from adapters.sound.speech.voice import Probabilities, VoiceDetector

# With more windows at once the network is not faster, and takes some 20 MB more for each.
_WINDOWS_AT_ONCE: Final = 2
# Sound that never exceeds -80 dB of full scale is silence; the network would amplify its noise.
_SILENT: Final = 1e-4
_MELS: Final = 1 + (WINDOW_SAMPLES - FRAME_SAMPLES) // HOP_SAMPLES


def hear(
    stretch: Stretch, models: SpeakerModels, pace: Pace, check_cancelled: Callable[[], None]
) -> list[WindowEvidence]:
    """Return the evidence of all windows of a stretch.

    `check_cancelled` is called several times a second; its errors come out. Raises
    ModelUnavailableError.
    """
    windows = stretch.windows(pace)
    activities = _activities(windows, models, check_cancelled)
    is_spoken = any(activity.size for activity in activities)
    voice = _voice(stretch.samples) if is_spoken else np.zeros(1, dtype=np.float32)
    mels = log_mels(stretch.samples if is_spoken else stretch.samples[:0])
    heard = []
    for window, activity in zip(windows, activities, strict=True):
        check_cancelled()
        kept = _only_kept(activity, window)
        first = window.at // HOP_SAMPLES
        embeddings, clean_seconds = embed_voices(models, mels[first : first + _MELS], kept, pace)
        heard.append(
            WindowEvidence(
                start_seconds=seconds(stretch.start + window.at) + FIRST_FRAME_SECONDS,
                activity=activity,
                kept=window.kept,
                embeddings=embeddings,
                clean_seconds=clean_seconds,
                speech=_speech(voice, kept, seconds(window.at)),
            )
        )
    return heard


def _activities(
    windows: Sequence[Window], models: SpeakerModels, check_cancelled: Callable[[], None]
) -> list[Activity]:
    """Return who speaks in each window; windows of silence are not given to the network."""
    found = [nobody(FRAMES) for _ in windows]
    loud = [n for n, window in enumerate(windows) if np.abs(window.samples).max() > _SILENT]
    for first in range(0, len(loud), _WINDOWS_AT_ONCE):
        check_cancelled()
        batch = loud[first : first + _WINDOWS_AT_ONCE]
        filled = np.stack([_filled(windows[n].samples) for n in batch])
        for n, classes in zip(batch, models.segment(filled), strict=True):
            activity = active_speakers(classes)
            activity[count_frames(seconds(len(windows[n].samples))) :] = False
            found[n] = activity
    return found


def _filled(samples: Samples) -> Samples:
    """Repeat a recording that is shorter than a window.

    Compared with what the network says of the first three seconds of ten, that changes 2.3 % of the
    frames; silence behind them changes 6.2 %, and an input of only three seconds 3.1 %.
    """
    return np.resize(samples, WINDOW_SAMPLES)


def _only_kept(activity: Activity, window: Window) -> Activity:
    kept = np.zeros_like(activity)
    kept[window.kept] = activity[window.kept]
    return kept


def _voice(samples: Samples) -> Probabilities:
    detector = VoiceDetector()
    return np.concatenate([detector.feed(samples), detector.finish()])


def _speech(voice: Probabilities, kept: Activity, window_seconds: float) -> Vectors:
    """Return the mean probability of speech while each local speaker speaks."""
    found = np.zeros(kept.shape[1], dtype=np.float32)
    for speaker, active in enumerate(kept.T):
        frames = voice_frames(np.flatnonzero(active), window_seconds)
        if len(frames):
            found[speaker] = voice[frames.clip(max=len(voice) - 1)].mean()
    return found

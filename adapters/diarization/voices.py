"""Embed the voices of the local speakers of a window."""

from typing import Final

import numpy as np

from adapters.diarization.evidence import EMBEDDING_SIZE, Activity, Vectors
from adapters.diarization.frames import Indices, at_mel_frames
from adapters.diarization.mel import Mels
from adapters.diarization.models import SpeakerModels
from adapters.diarization.pace import Pace

_MELS_PER_SECOND: Final = 100


def embed_voices(
    models: SpeakerModels, mels: Mels, activity: Activity, pace: Pace
) -> tuple[Vectors, Vectors]:
    """Return the embedding of each local speaker, and how many seconds of clean speech there are.

    `mels` are those of the window, `activity` only has the frames that count. Clean is where one
    speaks alone. The embedding is taken from the middle of it; it is nan if there is too little.
    """
    embeddings = np.full((activity.shape[1], EMBEDDING_SIZE), np.nan, dtype=np.float32)
    seconds = np.zeros(activity.shape[1], dtype=np.float32)
    for speaker, frames in enumerate(_clean_frames(activity, mels)):
        seconds[speaker] = len(frames) / _MELS_PER_SECOND
        if seconds[speaker] >= pace.shortest_crop:
            embeddings[speaker] = models.embed(mels[_middle(frames, pace.longest_crop)])
    return embeddings, seconds


def embed_halves(models: SpeakerModels, mels: Mels, activity: Activity, speaker: int) -> Vectors:
    """Return two embeddings of a local speaker, each of one half of the clean speech.

    There must be a tenth of a second of it at least.
    """
    frames = _clean_frames(activity, mels)[speaker]
    return np.stack([models.embed(mels[half]) for half in np.array_split(frames, 2)])


def _clean_frames(activity: Activity, mels: Mels) -> list[Indices]:
    """Return for each local speaker the frames of `mels` in which nobody else speaks."""
    alone = activity & (activity.sum(axis=1, keepdims=True) == 1)
    return [np.flatnonzero(clean) for clean in at_mel_frames(alone)[: len(mels)].T]


def _middle(frames: Indices, longest_seconds: float) -> Indices:
    """Return the middle ones of the frames if they are too many."""
    most = round(longest_seconds * _MELS_PER_SECOND)
    first = max(0, len(frames) - most) // 2
    return frames[first : first + most]

"""Learn a voice from a sample in which one person speaks."""

import struct
from itertools import combinations
from typing import Final

import numpy as np

from adapters.diarization.evidence import EMBEDDING_SIZE, Vectors, WindowEvidence
from adapters.diarization.hearing import hear
from adapters.diarization.mel import log_mels
from adapters.diarization.models import SpeakerModels
from adapters.diarization.pace import WINDOW_SECONDS, Pace
from adapters.diarization.stretch import Stretch
from adapters.diarization.vectors import unit
from adapters.diarization.voices import embed_halves
from adapters.sound.pcm import Samples, seconds
from application.ports.diarizer import SAMPLE_SECONDS
from domain.errors.speakers import (
    VoiceEvidenceUnreadableError,
    VoiceSampleLengthError,
    VoiceSampleMixedError,
    VoiceSampleSilentError,
)

_MAGIC: Final = b"WTVP\x01"
_FORM: Final = struct.Struct(f"<{EMBEDDING_SIZE}f")
# Encoders add up to a tenth of a second of silence.
_TOLERANCE_SECONDS: Final = 0.1
_LEAST_SPEECH_SECONDS: Final = 1.0
# The mean probability of speech is from 0.3 on in quiet samples of one person, and at most 0.06 in
# a second of instrumental music.
_LEAST_PROBABILITY: Final = 0.2
# Two voices of which less was heard are not compared: a cough, a laugh, an echo.
_COMPARED_SECONDS: Final = 0.5
_SAME_VOICE: Final = 0.4
# Halves of one person's sample have at least 0.49 to each other from 2 s each on, and 0.25 from 1 s
# on; halves that two people spoke have at most 0.18.
_HALF_SECONDS: Final = 2.0


def learn_voice(samples: Samples, models: SpeakerModels) -> bytes:
    """Return the voiceprint of a sample of SAMPLE_SECONDS.

    Raises VoiceSampleLengthError, VoiceSampleSilentError, VoiceSampleMixedError,
    ModelUnavailableError.
    """
    least, most = SAMPLE_SECONDS
    length = seconds(len(samples))
    if not least - _TOLERANCE_SECONDS <= length <= most + _TOLERANCE_SECONDS:
        raise VoiceSampleLengthError(length, least, most)
    pace = Pace(kept_half=WINDOW_SECONDS / 2, longest_crop=WINDOW_SECONDS)
    window = hear(Stretch(0, samples, is_last=True), models, pace, lambda: None)[0]
    is_voice = window.speech >= _LEAST_PROBABILITY
    heard, embeddings = window.clean_seconds[is_voice], window.embeddings[is_voice]
    if heard.sum() < _LEAST_SPEECH_SECONDS:
        raise VoiceSampleSilentError
    speaker = int(np.flatnonzero(is_voice)[heard.argmax()])
    if _is_mixed(embeddings[heard >= _COMPARED_SECONDS]) or _changes(
        samples, window, speaker, models
    ):
        raise VoiceSampleMixedError
    return _MAGIC + _FORM.pack(*window.embeddings[speaker])


def read_voiceprint(content: bytes) -> Vectors:
    """Return the embedding in a voiceprint. Raises VoiceEvidenceUnreadableError."""
    if not content.startswith(_MAGIC) or len(content) != len(_MAGIC) + _FORM.size:
        raise VoiceEvidenceUnreadableError("This is not a voiceprint, or of another version.")
    return np.array(_FORM.unpack(content[len(_MAGIC) :]), dtype=np.float32)


def _is_mixed(embeddings: Vectors) -> bool:
    """Say whether two of the voices differ."""
    pairs = combinations(unit(embeddings), 2)
    return any(float(one @ other) < _SAME_VOICE for one, other in pairs)


def _changes(samples: Samples, window: WindowEvidence, speaker: int, models: SpeakerModels) -> bool:
    """Say whether a voice is another one in the end, which segmentation has not noticed."""
    if window.clean_seconds[speaker] < 2 * _HALF_SECONDS:
        return False
    halves = embed_halves(models, log_mels(samples), window.activity, speaker)
    return _is_mixed(halves)

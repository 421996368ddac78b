from functools import cache

import numpy as np
import pytest

from adapters.diarization.evidence import WindowEvidence
from adapters.diarization.frames import FRAMES
from adapters.diarization.hearing import hear
from adapters.diarization.models import SpeakerModels
from adapters.diarization.pace import Pace
from adapters.diarization.packing import packed
from adapters.diarization.stretch import Stretch, stretches
from adapters.sound.pcm import Samples
from domain.errors.kinds import UnavailableError
from tests.sound import noise, nothing
from tests.two_voices import call, part

MODELS = SpeakerModels()
PACE = Pace(fine_step=5.0)


def heard(samples: Samples) -> list[WindowEvidence]:
    cut = list(stretches([samples]))
    return [window for stretch in cut for window in hear(stretch, MODELS, PACE, _go_on)]


def _go_on() -> None:
    pass


@cache
def dialogue() -> list[WindowEvidence]:
    return heard(call())


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_a_window_in_which_two_speak_has_two_voices_that_differ() -> None:
    (window,) = heard(part(2.0, 9.0))
    assert window.activity.shape == (FRAMES, 2)
    assert likeness(*window.embeddings) < 0.5
    assert (window.clean_seconds > 2.0).all()
    assert (window.speech > 0.5).all()


def test_the_same_voice_sounds_alike_in_two_windows() -> None:
    first, second = heard(part(0.6, 5.3)), heard(part(11.7, 16.0))
    assert likeness(first[0].embeddings[0], second[0].embeddings[0]) > 0.5


def test_nobody_speaks_behind_the_end_of_a_short_recording() -> None:
    (window,) = heard(part(0.6, 3.6))
    end = window.kept.stop
    assert end == pytest.approx(3.0 / 0.016875, abs=2)
    assert window.activity[:end].any()
    assert not window.activity[end:].any()


def test_the_evidence_is_finite_and_fits_together() -> None:
    for window in dialogue():
        speakers = window.activity.shape[1]
        assert window.embeddings.shape == (speakers, 192)
        assert window.clean_seconds.shape == window.speech.shape == (speakers,)
        embedded = np.isfinite(window.embeddings).all(axis=1)
        assert (embedded == (window.clean_seconds >= PACE.shortest_crop)).all()


@pytest.mark.parametrize("seconds", [0.01, 0.2, 1.0, 70.5])
def test_in_silence_there_is_no_voice_and_no_network_runs(seconds: float) -> None:
    class Untouched(SpeakerModels):
        def __init__(self) -> None:
            pass

    for stretch in stretches([nothing(seconds)]):
        for window in hear(stretch, Untouched(), PACE, _go_on):
            assert window.activity.shape == (FRAMES, 0)


def test_noise_is_not_taken_for_speech() -> None:
    for window in heard(noise(20.0, level=0.1)):
        assert (window.speech < 0.3).all()


def test_very_short_and_odd_sounds_are_heard_without_an_error() -> None:
    for samples in (
        part(1.0, 1.05),
        np.ones(16_000, dtype=np.float32),
        np.full(160_000, 1e-3, dtype=np.float32),
        noise(0.2, level=3.0),
    ):
        for window in heard(samples):
            assert not np.isnan(window.speech).any()


def test_a_stretch_gives_the_same_evidence_whatever_was_heard_before() -> None:
    samples = np.concatenate((call(), nothing(20.0), call()))
    whole = [hear(each, MODELS, PACE, _go_on) for each in stretches([samples])]
    rest = [hear(each, MODELS, PACE, _go_on) for each in stretches([samples], 60.0)]
    assert [packed(each, 0.0) for each in whole[1:]] == [packed(each, 0.0) for each in rest]


def test_it_stops_when_nobody_waits() -> None:
    def stop() -> None:
        raise UnavailableError("Nobody waits.")

    with pytest.raises(UnavailableError):
        hear(Stretch(0, call(), is_last=True), MODELS, PACE, stop)

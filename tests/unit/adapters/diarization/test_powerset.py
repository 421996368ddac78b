import numpy as np

from adapters.diarization.powerset import Classes, active_speakers, nobody


def classes(*best: int, margin: float = 5.0) -> Classes:
    found = np.full((len(best), 7), -margin, dtype=np.float32)
    found[np.arange(len(best)), best] = 0.0
    return found


def test_each_class_stands_for_those_who_speak() -> None:
    activity = active_speakers(classes(0, 1, 2, 3, 4, 5, 6))
    assert activity.astype(int).tolist() == [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [1, 1, 0],
        [1, 0, 1],
        [0, 1, 1],
    ]


def test_who_never_speaks_has_no_column() -> None:
    assert active_speakers(classes(0, 3, 3)).astype(int).tolist() == [[0], [1], [1]]
    assert active_speakers(classes(0, 0)).shape == (2, 0)
    assert nobody(5).shape == (5, 0)


def test_where_speech_is_almost_as_likely_as_silence_somebody_speaks() -> None:
    doubtful, silent = classes(0, margin=0.9), classes(0, margin=1.1)
    assert active_speakers(doubtful).any()
    assert not active_speakers(silent).any()

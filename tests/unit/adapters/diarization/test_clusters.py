import numpy as np
import pytest

from adapters.diarization.clusters import Cluster, condensed, directions, linked
from adapters.diarization.evidence import EMBEDDING_SIZE
from tests.voices import voice


def rough(name: str, seed: int, roughness: float) -> Cluster:
    noise = np.random.default_rng(seed).standard_normal(EMBEDDING_SIZE) / EMBEDDING_SIZE**0.5
    return Cluster((voice(name) + roughness * noise).astype(np.float32), 2.0, 1.5)


def test_what_sounds_alike_is_joined_and_what_does_not_is_not() -> None:
    clusters = [rough("anna", 1, 0.5), rough("bert", 2, 0.5), rough("anna", 3, 0.5)]

    joined = linked(clusters, 0.5)

    assert sorted(each.seconds for each in joined) == [2.0, 4.0]


@pytest.mark.parametrize("clusters", [[], [rough("anna", 1, 0.5)]])
def test_nobody_and_one_stay_as_they_are(clusters: list[Cluster]) -> None:
    assert linked(clusters, 0.5) == clusters


def test_many_tracks_of_a_few_voices_are_joined_until_a_thousand_are_left() -> None:
    tracks = [rough(f"person {number % 7}", number, 0.6) for number in range(1500)]

    fewer = condensed(tracks)

    assert len(fewer) <= 1000
    assert sum(each.seconds for each in fewer) == pytest.approx(3000.0)


def test_of_thousands_of_voices_only_a_thousand_are_kept() -> None:
    tracks = [rough(f"person {number}", number, 0.1) for number in range(1200)]

    assert len(condensed(tracks)) == 1000


def test_a_thousand_or_fewer_are_not_touched() -> None:
    tracks = [rough("anna", number, 0.6) for number in range(1000)]

    assert condensed(tracks) == tracks


def test_no_clusters_have_no_directions() -> None:
    assert directions([]).shape == (0, EMBEDDING_SIZE)

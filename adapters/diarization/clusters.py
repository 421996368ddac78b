"""Tracks that sound alike, joined: the parts that speakers are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from adapters.diarization.evidence import EMBEDDING_SIZE
from adapters.diarization.vectors import Vector, unit

# Affinities grow with the square: of 1,000 clusters they take 8 MB.
_MOST: Final = 1000
_FIRST_LIMIT: Final = 0.8
_LAST_LIMIT: Final = 0.5
_STEP: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """Tracks that sound alike: the sum of their voices, their seconds, and the speech in these."""

    voice: Vector
    seconds: float
    speech: float

    def __add__(self, other: "Cluster") -> "Cluster":
        return Cluster(
            self.voice + other.voice, self.seconds + other.seconds, self.speech + other.speech
        )


def directions(clusters: Sequence[Cluster]) -> Vector:
    """Return how the clusters sound: clusters x 192, each of length 1."""
    if not clusters:
        return np.zeros((0, EMBEDDING_SIZE), np.float32)
    return unit(np.stack([each.voice for each in clusters]))


def linked(clusters: Sequence[Cluster], limit: float) -> list[Cluster]:
    """Join clusters by average linkage while their mean similarity is at least the limit."""
    if len(clusters) == 1:
        return list(clusters)
    if not clusters:
        return []
    heard = directions(clusters)
    distances = np.clip(1.0 - heard @ heard.T, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    tree = linkage(squareform(distances, checks=False), "average")
    labels = fcluster(tree, 1.0 - limit, "distance")
    return [_sum(clusters, labels == label) for label in np.unique(labels)]


def condensed(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Join what sounds most alike within blocks, until at most 1,000 clusters are left.

    Should more be left in the end, those of few seconds are left out: their tracks are still given
    to the speakers that are found.
    """
    left, limit = list(clusters), _FIRST_LIMIT
    while len(left) > _MOST and limit >= _LAST_LIMIT:
        blocks = [left[start : start + _MOST] for start in range(0, len(left), _MOST)]
        left = [joined for block in blocks for joined in linked(block, limit)]
        limit -= _STEP
    return sorted(left, key=lambda each: -each.seconds)[:_MOST] if len(left) > _MOST else left


def _sum(clusters: Sequence[Cluster], chosen: NDArray[np.bool_]) -> Cluster:
    first, *others = (each for each, taken in zip(clusters, chosen, strict=True) if taken)
    for other in others:
        first += other
    return first

"""Find the speakers: cluster the tracks by how they sound."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from adapters.diarization.clusters import Cluster, condensed, directions, linked
from adapters.diarization.tracks import Track
from adapters.diarization.vectors import Vector
from domain.speakers import MAX_SPEAKERS, SpeakerCounts

# Average linkage over tracks, then over whole speakers; a speaker of few seconds is less certain.
_SAME_TRACK: Final = 0.42
_SAME_SPEAKER: Final = 0.6
_LENIENCE: Final = 0.2
_CERTAIN_SECONDS: Final = 15.0
# To find more speakers, the first limit is raised in such steps.
_STEP: Final = 0.04
_SHORTEST_CLEAN_SECONDS: Final = 0.4
# Who speaks less than this share of the speech, or than so many seconds, is no speaker.
_LEAST_SHARE: Final = 0.02
_LEAST_SECONDS: Final = (0.3, 3.0)
# Noise that segmentation took for a voice: the mean probability of speech is 0.00 there, 0.03 in
# music, and from 0.05 on for speech far from the microphone.
_LEAST_SPEECH: Final = 0.05
# Of more candidates than this, those of few seconds are left out: merging them takes long.
_MOST_CANDIDATES: Final = 4 * MAX_SPEAKERS


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """The directions of all speakers, speakers x 192, and of noises that are none."""

    speakers: Vector
    noises: Vector


def find_voices(tracks: list[Track], counts: SpeakerCounts) -> Voices:
    """Find as many speakers as the counts allow, or as are heard, MAX_SPEAKERS at most."""
    clusters = condensed([_cluster_of(track) for track in _clear(tracks)])
    found = _merged(_candidates(clusters, _SAME_TRACK), _SAME_SPEAKER)
    noises = [each for each in found if not _spoken(each)]
    speakers = _lasting([each for each in found if _spoken(each)])
    fewest = counts.exact or counts.minimum or 1
    if len(speakers) < fewest:
        speakers = _split(clusters, fewest)
    most = counts.exact or counts.maximum or len(speakers)
    speakers = _merged(speakers[:MAX_SPEAKERS], np.inf, most)
    return Voices(directions(speakers), directions(noises))


def _split(clusters: list[Cluster], fewest: int) -> list[Cluster]:
    """Divide speech into at least so many speakers, as far as there are voices enough.

    Scraps that sound like nobody else count as speakers only if there are too few others.
    """
    speakers: list[Cluster] = []
    for limit in np.arange(_SAME_TRACK, 1.0, _STEP):
        speakers = [each for each in _candidates(clusters, limit) if _spoken(each)]
        lasting = _lasting(speakers)
        if len(lasting) >= fewest:
            return lasting
    return speakers[:fewest]


def _clear(tracks: list[Track]) -> list[Track]:
    """Return the tracks with enough clean speech; all that were heard if there is none."""
    clear = [track for track in tracks if track.longest >= _SHORTEST_CLEAN_SECONDS]
    return clear or [track for track in tracks if track.heard]


def _candidates(clusters: list[Cluster], limit: float) -> list[Cluster]:
    return _longest_first(linked(clusters, limit))[:_MOST_CANDIDATES]


def _cluster_of(track: Track) -> Cluster:
    return Cluster(track.voice, track.seconds, track.speech)


def _merged(clusters: list[Cluster], limit: float, most: int | None = None) -> list[Cluster]:
    """Merge the two that are most alike, while they are alike enough or too many."""
    left = list(clusters)
    while len(left) > 1:
        heard = directions(left)
        seconds = np.array([each.seconds for each in left])
        fewer = np.minimum(seconds[:, None], seconds)
        lenience = _LENIENCE * np.clip(1.0 - fewer / _CERTAIN_SECONDS, 0.0, 1.0)
        alike = heard @ heard.T + lenience
        np.fill_diagonal(alike, -np.inf)
        one, other = sorted(map(int, np.unravel_index(alike.argmax(), alike.shape)))
        if alike[one, other] < limit and (most is None or len(left) <= most):
            break
        left[one] += left.pop(other)
    return left


def _lasting(clusters: list[Cluster]) -> list[Cluster]:
    """Leave out who speaks too little; the longest come first."""
    total = sum(each.seconds for each in clusters)
    least = float(np.clip(_LEAST_SHARE * total, *_LEAST_SECONDS))
    return [each for each in _longest_first(clusters) if each.seconds >= least]


def _spoken(cluster: Cluster) -> bool:
    """Is it speech, not noise?"""
    return cluster.speech >= _LEAST_SPEECH * cluster.seconds


def _longest_first(clusters: list[Cluster]) -> list[Cluster]:
    return sorted(clusters, key=lambda each: -each.seconds)

"""From all windows of a recording to its speakers and their turns."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from adapters.diarization.assignment import assigned
from adapters.diarization.clustering import find_voices
from adapters.diarization.evidence import WindowEvidence
from adapters.diarization.recognition import names_of
from adapters.diarization.stitching import Stitcher
from adapters.diarization.tracks import Tracks
from adapters.diarization.turns import turns_of
from adapters.diarization.vectors import Vector
from domain.speakers import Diarization, SpeakerCounts, SpeakerTurn


def tell_apart(
    evidence: Iterable[WindowEvidence],
    seconds: float,
    counts: SpeakerCounts,
    known: Mapping[str, Vector] | None = None,
) -> Diarization:
    """Find out who speaks when in a recording of so many seconds.

    Reads the evidence once, in its order, and keeps less than 1 KB of a window. `known` are the
    embeddings of people's voices by their names.
    """
    tracks = Tracks.of(evidence)
    voices = find_voices(tracks.tracks, counts)
    stitcher = Stitcher(len(voices.speakers))
    turns = turns_of(stitcher.stitch(assigned(tracks, voices)))
    names = names_of(voices.speakers, known or {})
    return Diarization.of(
        _within(turns, seconds), {str(speaker): name for speaker, name in names.items()}
    )


def _within(turns: Iterable[SpeakerTurn], seconds: float) -> list[SpeakerTurn]:
    cut = (replace(turn, end=min(turn.end, seconds)) for turn in turns)
    return [turn for turn in cut if turn.seconds > 0]

"""Gather windows into passages: several windows each, but never held back for long."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.whisper.lanes.front_end import FrontEndResult
from adapters.whisper.lanes.stream import Transcribed
from adapters.whisper.settings import Pace
from domain.job import Caveat
from domain.transcript import Cut, Gap, Passage, Segment

# A smaller difference is rounding by the container, or silence that the codec adds.
_NOTABLE_SECONDS = 1.0
_NOTABLE_SHARE = 0.02
_SHORTEST_SAID = 0.1


class PassageWriter:
    """Gathers windows until a passage is due.

    Nothing is handed out before there is a segment, a gap or a cut to report. If channels are
    transcribed separately, a passage ends only where all of them are done, and its segments are
    sorted by their start. `first` says that no passage was handed out yet; `position` is the end of
    the windows that were added, in seconds.
    """

    def __init__(self, pace: Pace, *, now: float, spoken: bool) -> None:
        self._pace = pace
        self._since = now
        self._windows = 0
        self.first = True
        self._closed = True
        self._segments: list[Segment] = []
        self._gaps: list[Gap] = []
        self._cuts: list[Cut] = []
        self.position = 0.0
        self.spoken = self._telling = spoken

    def add(self, windows: Sequence[Transcribed]) -> None:
        """Add windows that are done, in order."""
        for done in windows:
            self._windows += 1
            self._closed = done.window.closes
            self._segments += _of_channel(done.segments, done.window.channel)
            self._gaps += done.gaps
            self._cuts += done.cuts
            self.position = done.window.position
        self.spoken = self.spoken or bool(self._segments)
        self._telling = self._telling or bool(self._segments or self._gaps or self._cuts)

    def seconds_left(self, now: float) -> float | None:
        """Return how long a passage may still be held back; None if there is none to hand out."""
        if not self._windows or not self._telling or not self._closed:
            return None
        if self.first or self._windows >= self._pace.windows_per_passage:
            return 0.0
        return max(0.0, self._since + self._pace.seconds_per_passage - now)

    def passage(self, now: float) -> Passage:
        """Return what was gathered as a passage, and start the next one."""
        if any(segment.channel for segment in self._segments):
            self._segments.sort(key=lambda segment: (segment.start, segment.channel))
            self._gaps.sort(key=lambda gap: gap.start)
            self._cuts.sort(key=lambda cut: cut.start)
        passage = Passage(
            tuple(self._segments), self.position, tuple(self._gaps), tuple(self._cuts)
        )
        self._segments, self._gaps, self._cuts, self._windows = [], [], [], 0
        self._since, self.first = now, False
        return passage


def _of_channel(segments: Sequence[Segment], channel: int | None) -> Sequence[Segment]:
    if channel is None:
        return segments
    return [replace(segment, channel=channel) for segment in segments]


def _amount(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= _SHORTEST_SAID else f"Less than {_SHORTEST_SAID} s"


def caveats(result: FrontEndResult, *, spoken: bool) -> tuple[Caveat, ...]:
    """Return what the reader of a transcript should know about its recording."""
    found: list[Caveat] = []
    if result.lost > 0:
        found.append(
            Caveat(
                "corrupt_audio",
                f"{_amount(result.lost)} of the recording are damaged or missing and were "
                "replaced by silence.",
            )
        )
    missing = (result.claimed or 0.0) - result.duration
    if missing > max(_NOTABLE_SECONDS, _NOTABLE_SHARE * result.duration):
        found.append(
            Caveat(
                "truncated",
                f"The file says that it lasts {result.claimed:.1f} s, but its sound ends after "
                f"{result.duration:.1f} s. All of that was transcribed.",
            )
        )
    if result.other_tracks:
        found.append(
            Caveat(
                "other_tracks",
                f"The file has {result.other_tracks + 1} sound tracks; track {result.track} "
                "was transcribed. The option track chooses another.",
            )
        )
    if result.other_follows:
        found.append(
            Caveat(
                "other_recording",
                "After its recording the file holds another one of a different kind, which was not "
                "transcribed. Upload that one in a file of its own.",
            )
        )
    if result.asked_until is not None and result.asked_until > result.duration + _NOTABLE_SECONDS:
        found.append(
            Caveat(
                "part_beyond_end",
                f"The part that was asked for ends at {result.asked_until:g} s, but the recording "
                f"after {result.duration:.1f} s.",
            )
        )
    if not spoken:
        found.append(Caveat("no_speech", "No speech was found in this recording."))
    return tuple(found)

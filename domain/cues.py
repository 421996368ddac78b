"""Cues: the texts of subtitles, with the times when they are shown."""

from dataclasses import dataclass, replace
from typing import Final

from domain.transcript import Segment

SHORTEST_MS: Final = 20  # the step of Whisper's timestamps


@dataclass(frozen=True, slots=True)
class Cue:
    """A text and when it is shown, in whole milliseconds from the start of the recording.

    `speaker` is the name of who says it, None if nobody is to be named.
    """

    start: int
    end: int
    text: str
    speaker: str | None = None


class CueTrack:
    """Turns segments into cues that players can show one after the other.

    No cue is empty, has length zero, begins before the previous one ends, or goes beyond the end of
    the sound. Times that obey these rules are only rounded to milliseconds. Of two cues that
    overlap, the first ends where the second begins. A segment without room for a cue is added to
    the cue before it, so no text is lost.

    One cue is held back, since the next segment may still change it.
    """

    def __init__(self, duration_seconds: float | None) -> None:
        """Take the length of the sound, or None if it is not known."""
        # A sum of floats may be slightly below the intended millisecond.
        self._limit = int(duration_seconds * 1000 + 1e-6) if duration_seconds else None
        self._held: Cue | None = None

    def add(self, segment: Segment) -> Cue | None:
        """Take the next segment and return the cue before it, once that one is final."""
        if not segment.text.strip():
            return None
        held, cue = self._held, self._cue(segment)
        if held is None:
            self._held = cue
            return None
        if cue.start < held.end:
            if cue.start - held.start >= SHORTEST_MS:
                held = replace(held, end=cue.start)
            elif cue.end - held.end >= SHORTEST_MS:
                cue = replace(cue, start=held.end)
            else:
                text = f"{held.text}{_after(held, cue)}"
                self._held = replace(held, end=max(held.end, cue.end), text=text)
                return None
        self._held = cue
        return held

    def rest(self) -> Cue | None:
        """Return the last cue, after the last segment."""
        held, self._held = self._held, None
        return held

    def _cue(self, segment: Segment) -> Cue:
        """Round the times; a segment of length zero gets the shortest length."""
        start, end = max(0, round(segment.start * 1000)), round(segment.end * 1000)
        if self._limit is not None:
            end = min(end, self._limit)
        if end <= start:
            end = start + SHORTEST_MS
        if self._limit is not None and end > self._limit:
            end = self._limit
            start = max(0, min(start, end - SHORTEST_MS))
        return Cue(start, end, segment.text, segment.speaker)


def _after(held: Cue, cue: Cue) -> str:
    """Return the text of a cue that is added to another, with its speaker if that is another."""
    if cue.speaker in {None, held.speaker}:
        return cue.text
    return f" {cue.speaker}: {cue.text.strip()}"

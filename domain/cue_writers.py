"""Write cues as SubRip and WebVTT: one for each segment, or captions."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from domain.captions.captioner import Caption, Captioner
from domain.captions.cutting import Limits
from domain.captions.highlighting import Frame, Part, frames
from domain.captions.lines import Room
from domain.cues import Cue, CueTrack
from domain.line_breaks import LineBreaker
from domain.subtitle_layout import SubtitleLayout
from domain.text_direction import direction_mark, runs_left
from domain.transcript import Segment

SHORTEST_SECONDS: Final = 1.0
"""No caption is shown for less, unless the caller asks for captions of few words."""
_SHORTEST_OF_FEW_WORDS: Final = 0.2
# Any number of dashes: replacing only `-->` would turn `--->` into `-->`.
_ARROW: Final = re.compile("--+>")


class _Cues:
    """Writes the cues of a format one after the other."""

    def __init__(self, *, vtt: bool) -> None:
        self._vtt = vtt
        self._number = 0
        self.opening = "WEBVTT\n\n" if self._vtt else ""

    def voiced(self, text: str, speaker: str | None) -> str:
        """Name who says a text, for which WebVTT has a span."""
        if speaker is None or not self._vtt:
            return text
        return f"<v {self.escaped(speaker)}>{text}</v>"

    def write(self, start: int, end: int, lines: str) -> str:
        """Write a cue; SubRip numbers them from 1 and has a comma before the milliseconds."""
        if self._vtt:
            return f"{_clock(start, '.')} --> {_clock(end, '.')}\n{lines}\n\n"
        self._number += 1
        return f"{self._number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{lines}\n\n"

    def escaped(self, text: str) -> str:
        """Escape what would end the cue, and in WebVTT what would be markup."""
        text = _ARROW.sub("->", text)
        if not self._vtt:
            return text
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class SegmentCues:
    """Subtitles with one cue for each segment, as openai-whisper writes them."""

    def __init__(self, duration_seconds: float | None, *, vtt: bool) -> None:
        self._cues = _Cues(vtt=vtt)
        self._announces = not vtt
        self._speaker: str | None = None
        self._track = CueTrack(duration_seconds)
        self.opening = self._cues.opening

    def add(self, segment: Segment) -> str:
        """Take the next segment, and return the text that is final."""
        cue = self._track.add(segment)
        return self._written(cue) if cue else ""

    def rest(self) -> str:
        """Return the text that was held back, after the last segment."""
        cue = self._track.rest()
        return self._written(cue) if cue else ""

    def _written(self, cue: Cue) -> str:
        text = single_line(cue.text)
        if self._announces and cue.speaker not in {None, self._speaker}:
            text = f"{cue.speaker}: {text}"
        self._speaker = cue.speaker
        voiced = self._cues.voiced(self._cues.escaped(text), cue.speaker)
        return self._cues.write(cue.start, cue.end, voiced)


class Captions:
    """Subtitles that can be read while the sound plays."""

    def __init__(
        self,
        duration_seconds: float | None,
        layout: SubtitleLayout,
        breaks: LineBreaker,
        *,
        vtt: bool,
    ) -> None:
        self._cues = _Cues(vtt=vtt)
        self._highlight = layout.highlight_words
        self._captioner = Captioner(
            _limits(layout),
            duration_seconds,
            breaks,
            line_cells=layout.max_line_width,
            announces=not vtt,
        )
        self.opening = self._cues.opening

    def add(self, segment: Segment) -> str:
        """Take the next segment, and return the text that is final."""
        return self._written(self._captioner.add(segment))

    def rest(self) -> str:
        """Return the text that was held back, after the last segment."""
        return self._written(self._captioner.rest())

    def _written(self, captions: Iterable[Caption]) -> str:
        return "".join(map(self._cue, frames(captions, highlight=self._highlight)))

    def _cue(self, frame: Frame) -> str:
        left = runs_left(frame.text, frame.language)
        lines = [self._line(line, left=left) for line in frame.lines]
        if len(frame.speakers) == 1:
            lines = ["\n".join(lines)]
        voiced = map(self._cues.voiced, lines, frame.speakers)
        return self._cues.write(frame.start, frame.end, "\n".join(voiced))

    def _line(self, parts: Sequence[Part], *, left: bool) -> str:
        line = "".join(part.text for part in parts)
        return direction_mark(line, runs_left=left) + "".join(map(self._part, parts))

    def _part(self, part: Part) -> str:
        text = self._cues.escaped(part.text)
        return f"<u>{text}</u>" if part.spoken else text


def _limits(layout: SubtitleLayout) -> Limits:
    few = layout.max_words_per_line is not None
    return Limits(
        Room(layout.lines, layout.max_words_per_line),
        shortest_seconds=_SHORTEST_OF_FEW_WORDS if few else SHORTEST_SECONDS,
        longest_seconds=layout.max_cue_seconds,
        cells_per_second=layout.max_chars_per_second,
    )


def single_line(text: str) -> str:
    """Make the text one line, for all characters that some reader takes for a line break."""
    return " ".join(text.splitlines()).strip()


def _clock(milliseconds: int, mark: str) -> str:
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{mark}{milliseconds % 1000:03d}"

"""Judge subtitles by broadcasters' rules. It shares no code with what writes them.

The rules, and who states them:

- at most 2 lines, of at most 42 characters; 16 at full width in Chinese, Japanese and Korean; 35 in
  Thai, where marks above and below do not count (Netflix, Timed Text Style Guide: General
  Requirements, and those of the languages)
- shown for 1 to 7 seconds (Amara, Subtitling Guidelines; Netflix allows 5/6 of a second)
- 2 frames between two subtitles (Netflix; 83 ms at 24 frames a second)
- at most 20 characters a second (Netflix, English Timed Text Style Guide, adult programmes)
- shown at most 1.5 s before the words, and not after 1.5 s of silence (BBC, Subtitle Guidelines,
  5.2 "Match subtitle to pace of speaking")
- no line begins with closing punctuation or ends with an opening bracket (JIS X 4051, kinsoku), and
  no word with spaces around it is cut in two
- no subtitle is empty, overlaps another or goes beyond the sound, and no text is lost
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from typing import Final

import srt
import webvtt

from domain.transcript import Segment

LINES: Final = 2
SHORTEST: Final = 1.0
LONGEST: Final = 7.0
FRAMES: Final = 2 / 24
SPEED: Final = 20.0
BESIDE_SPEECH: Final = 1.5
_ROUNDING: Final = 0.0011
_NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！）〕］｝〉》」』】ー々ぁぃぅぇぉっゃゅょ"  # noqa: RUF001  # full-width marks
    "ァィゥェォッャュョ,.;:?!)]}»”"
)
_NEVER_LAST: Final = frozenset("（〔［｛〈《「『【([{«“¿¡")  # noqa: RUF001  # with full-width marks
_INVISIBLE: Final = frozenset("\u200e\u200f")


@dataclass(frozen=True, slots=True)
class Subtitle:
    """A subtitle as a player reads it; times in seconds."""

    start: float
    end: float
    text: str

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.split("\n")

    @property
    def speed(self) -> float:
        """Characters a second; full-width ones count as two."""
        return sum(map(width, self.lines)) / max(self.end - self.start, 0.001)


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a subtitle breaks."""

    rule: str
    subtitle: Subtitle


def read_srt(document: str) -> list[Subtitle]:
    """Read a SubRip file with an independent parser."""
    return [
        Subtitle(cue.start.total_seconds(), cue.end.total_seconds(), cue.content)
        for cue in srt.parse(document)
    ]


def read_vtt(document: str) -> list[Subtitle]:
    """Read a WebVTT file with an independent parser."""
    captions = webvtt.from_buffer(StringIO(document)).captions
    return [Subtitle(_seconds(each.start), _seconds(each.end), each.text) for each in captions]


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


def width(text: str) -> int:
    """Measure a line in half-width characters; marks and invisible characters have no width."""
    return sum(
        0
        if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Cf"}
        else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def widest(text: str) -> int:
    """Return the width that a line of such a text may have."""
    letters = [sign for sign in text if sign.isalpha()] or ["a"]
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in letters)
    thai = sum("\u0e00" <= sign <= "\u0e7f" for sign in letters)
    if 2 * wide > len(letters):
        return 32
    return 35 if 2 * thai > len(letters) else 42


def faults(
    subtitles: Sequence[Subtitle], segments: Sequence[Segment], seconds: float
) -> Iterator[Fault]:
    """Yield every broken rule except the reading speed; `seconds` is the length of the sound."""
    for each in subtitles:
        yield from (Fault(rule, each) for rule in _alone(each, seconds))
    for before, after in pairwise(subtitles):
        if after.start - before.end < FRAMES - _ROUNDING:
            yield Fault("gap", after)
    said, shown = _bare(each.text for each in segments), _bare(each.text for each in subtitles)
    if said != shown:
        yield Fault("text lost", Subtitle(0, 0, f"{said} / {shown}"))
    else:
        yield from _beside_speech(subtitles, segments)
    yield from _words_cut(subtitles, segments)


def too_fast(subtitles: Iterable[Subtitle]) -> list[Subtitle]:
    """Return the subtitles that nobody can read in time."""
    return [each for each in subtitles if each.speed > SPEED + 0.05]


def offsets(subtitles: Sequence[Subtitle], segments: Sequence[Segment]) -> list[float]:
    """Return how many seconds after its first word each subtitle begins.

    The segments need words, and the subtitles all of their text.
    """
    moments, at, found = list(_moments(segments)), 0, []
    for each in subtitles:
        found.append(each.start - moments[at][0])
        at += len(_bare([each.text]))
    return found


def _alone(subtitle: Subtitle, seconds: float) -> Iterator[str]:
    shown = subtitle.end - subtitle.start
    if shown < min(SHORTEST, seconds) - _ROUNDING:
        yield "too short"
    if shown > LONGEST + _ROUNDING:
        yield "too long"
    if subtitle.start < 0 or subtitle.end > seconds + _ROUNDING:
        yield "beyond the sound"
    if len(subtitle.lines) > LINES:
        yield "lines"
    limit = widest(subtitle.text)
    for line in subtitle.lines:
        seen = line.strip("".join(_INVISIBLE))
        if not seen.strip():
            yield "empty"
        if width(line) > limit:
            yield "width"
        if seen[:1] in _NEVER_FIRST or seen[-1:] in _NEVER_LAST:
            yield "kinsoku"


def _bare(texts: Iterable[str]) -> str:
    joined = "".join("".join(text.split()) for text in texts)
    return "".join(sign for sign in joined if sign not in _INVISIBLE)


def _words_cut(subtitles: Sequence[Subtitle], segments: Sequence[Segment]) -> Iterator[Fault]:
    """Find words of scripts with spaces that a line or a subtitle cuts in two."""
    if any(widest(segment.text) < 42 for segment in segments):  # no spaces
        return
    words = [word for segment in segments for word in segment.text.split()]
    parts = {part for word in words for part in [word, *_hyphenated(word)]}
    for each in subtitles:
        for word in each.text.split():
            if word.strip("".join(_INVISIBLE)) not in parts:
                yield Fault("word cut", each)


def _hyphenated(word: str) -> Iterator[str]:
    """Yield what is left of a word that was broken at one or two of its own marks."""
    cuts = [0, *(at + 1 for at, sign in enumerate(word) if not sign.isalnum()), len(word)]
    for start in cuts:
        yield from (word[start:stop] for stop in cuts if stop > start)


def _beside_speech(subtitles: Sequence[Subtitle], segments: Sequence[Segment]) -> Iterator[Fault]:
    """Compare when a subtitle is shown with when its first and last characters are spoken."""
    moments = list(_moments(segments))
    if any(segment.words is None for segment in segments):
        return
    at = 0
    for each in subtitles:
        count = len(_bare([each.text]))
        first, last = moments[at], moments[at + count - 1]
        at += count
        if first[0] - each.start > BESIDE_SPEECH + _ROUNDING:
            yield Fault("too early", each)
        if each.start - first[0] > BESIDE_SPEECH + _ROUNDING:
            yield Fault("too late", each)
        if each.end - max(last[1], each.start + SHORTEST) > BESIDE_SPEECH + _ROUNDING:
            yield Fault("stays too long", each)


def _moments(segments: Sequence[Segment]) -> Iterator[tuple[float, float]]:
    """Yield the start and end of the word of every character that is no space."""
    for segment in segments:
        for word in segment.words or ():
            yield from ((word.start, word.end) for sign in word.text if not sign.isspace())

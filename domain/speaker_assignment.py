"""Give each word of a transcript to the speaker who says it, and split segments between speakers.

The times of words and of turns are both uncertain by some tenths of a second. So a word does not
simply go to the speaker who holds most of it: for each segment the cheapest sequence of speakers is
found (Viterbi), in which time that is given to the wrong speaker costs, and a change of speaker
costs, too: little after a pause or at the end of a sentence, more within one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.punctuation import SENTENCE_ENDS
from domain.speakers import SpeakerTurn
from domain.transcript import Segment, Word

# Where several speak at once, each holds this share of the time.
OVERLAP_WEIGHT: Final = 0.4
# Speech in a pause belongs to the nearest turn within so many seconds, the less so the farther.
REACH_SECONDS: Final = 3.0
REACH_WEIGHT: Final = 0.5
# What a change of speaker costs, in seconds of wrongly given time.
CHANGE_WITHIN_A_SENTENCE: Final = 0.35
CHANGE_AT_A_BORDER: Final = 0.1
PAUSE_SECONDS: Final = 0.3
# A word of no length still counts for something.
SHORTEST_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive words of a segment that one speaker says, from the `first` on, counted from 0.

    `speaker` is None if nobody spoke near them.
    """

    first: int
    speaker: str | None


Parts = tuple[Part, ...]
"""How a segment is divided; a segment that is not split has one part."""


class SpeakerAssignment:
    """Assigns the segments of one transcript, which have to come in their order.

    A segment without words goes to one speaker as a whole.
    """

    def __init__(self, turns: Sequence[SpeakerTurn]) -> None:
        self._held = _Held(turns)
        self._last: str | None = None

    def parts(self, segment: Segment) -> Parts:
        """Divide the next segment among its speakers."""
        words = _words(segment)
        shares = [self._held.shares(word.start, word.end) for word in words]
        speakers = _cheapest(words, shares, self._last)
        self._last = speakers[-1] or self._last
        return tuple(
            Part(index, speaker)
            for index, speaker in enumerate(speakers)
            if index == 0 or speaker != speakers[index - 1]
        )


def divided(segment: Segment, parts: Parts) -> Iterator[Segment]:
    """Yield the parts of a segment, each with its speaker; their texts make up the whole text.

    The parts of a split segment have no tokens, as those cannot be divided without the model.
    """
    if len(parts) == 1 or segment.words is None:
        yield said_by(segment, parts[0].speaker)
        return
    words = segment.words
    ends = [part.first for part in parts[1:]]
    texts = _texts(segment.text, words, ends)
    for part, end, text in zip(parts, [*ends, len(words)], texts, strict=True):
        own = words[part.first : end]
        piece = replace(
            segment,
            start=segment.start if part.first == 0 else own[0].start,
            end=segment.end if end == len(words) else own[-1].end,
            text=text,
            words=own,
            tokens=(),
        )
        yield said_by(piece, part.speaker)


def said_by(segment: Segment, speaker: str | None) -> Segment:
    """Give a segment with its words to a speaker."""
    words = segment.words
    return replace(
        segment,
        speaker=speaker,
        words=None if words is None else tuple(replace(word, speaker=speaker) for word in words),
    )


def _words(segment: Segment) -> Sequence[Word]:
    """Give the words between which a segment may be split; the whole segment if there are none."""
    words = segment.words
    if words and "".join(word.text for word in words).strip() == segment.text.strip():
        return words
    return (Word(segment.start, segment.end, segment.text, 1.0),)


def _texts(text: str, words: Sequence[Word], ends: Sequence[int]) -> Iterator[str]:
    """Cut a text at words; spaces that the words lack stay at its start and end."""
    lead = len(text) - len(text.lstrip())
    inner = "".join(word.text for word in words)
    offset = lead - (len(inner) - len(inner.lstrip()))
    begin = 0
    for end in ends:
        cut = offset + sum(len(word.text) for word in words[:end])
        yield text[begin:cut]
        begin = cut
    yield text[begin:]


class _Held:
    """Which share of a stretch of time each speaker holds."""

    def __init__(self, turns: Sequence[SpeakerTurn]) -> None:
        self._regions = tuple(_regions(turns))
        self._starts = [region[0] for region in self._regions]
        self._ends = [region[1] for region in self._regions]

    def shares(self, start: float, end: float) -> Mapping[str, float]:
        """Return the shares, from 0 to 1, of those who hold any; of the nearest if nobody does."""
        end = max(end, start + SHORTEST_SECONDS)
        shares: dict[str, float] = {}
        for region in range(bisect_right(self._ends, start), bisect_left(self._starts, end)):
            begin, until, speakers = self._regions[region]
            share = (min(end, until) - max(start, begin)) / (end - start)
            for speaker in speakers:
                weight = 1.0 if len(speakers) == 1 else OVERLAP_WEIGHT
                shares[speaker] = shares.get(speaker, 0.0) + share * weight
        return shares or self._near(start, end)

    def _near(self, start: float, end: float) -> Mapping[str, float]:
        shares: dict[str, float] = {}
        after = bisect_left(self._starts, end)
        for begin, until, speakers in self._regions[max(0, after - 1) : after + 1]:
            distance = max(0.0, start - until, begin - end)
            weight = REACH_WEIGHT * (1 - distance / REACH_SECONDS)
            for speaker in speakers if weight > 0 else ():
                shares[speaker] = max(shares.get(speaker, 0.0), weight)
        return shares


def _regions(turns: Sequence[SpeakerTurn]) -> Iterator[tuple[float, float, tuple[str, ...]]]:
    """Yield, in order, the stretches in which the same speakers speak."""
    borders = sorted(
        border
        for turn in turns
        if turn.end > turn.start
        for border in ((turn.start, 1, turn.speaker), (turn.end, -1, turn.speaker))
    )
    speaking: dict[str, int] = {}
    begin = 0.0
    for at, change, speaker in borders:
        if speaking and at > begin:
            yield begin, at, tuple(sorted(speaking))
        begin = at
        speaking[speaker] = speaking.get(speaker, 0) + change
        if not speaking[speaker]:
            del speaking[speaker]


def _cheapest(
    words: Sequence[Word], shares: Sequence[Mapping[str, float]], before: str | None
) -> list[str | None]:
    """Find the cheapest sequence of speakers; `before` spoke last in the segment before."""
    speakers = sorted({speaker for each in shares for speaker in each})
    if not speakers:
        return [None] * len(words)
    costs = {speaker: 0.0 if speaker == before else CHANGE_AT_A_BORDER for speaker in speakers}
    ways: list[dict[str, str]] = []
    for index, word in enumerate(words):
        length = max(word.end - word.start, SHORTEST_SECONDS)
        change = _change_cost(words, index)
        best = min(speakers, key=lambda speaker: costs[speaker])
        way, following = {}, {}
        for speaker in speakers:
            stays = index == 0 or costs[speaker] <= costs[best] + change
            way[speaker] = speaker if stays else best
            reached = costs[speaker] if stays else costs[best] + change
            following[speaker] = reached + length * (1 - shares[index].get(speaker, 0.0))
        ways.append(way)
        costs = following
    speaker = min(speakers, key=lambda each: costs[each])
    found: list[str | None] = []
    for way in reversed(ways):
        found.append(speaker)
        speaker = way[speaker]
    return found[::-1]


def _change_cost(words: Sequence[Word], index: int) -> float:
    """Return what a change of speaker before this word costs."""
    if index == 0:
        return 0.0
    before, word = words[index - 1], words[index]
    ends = before.text.rstrip()[-1:] in SENTENCE_ENDS
    if ends or word.start - before.end >= PAUSE_SECONDS:
        return CHANGE_AT_A_BORDER
    return CHANGE_WITHIN_A_SENTENCE

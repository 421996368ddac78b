"""Find a query in the segments of a passage: what matched, and the place to show."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, NamedTuple

from domain.search.passage import passage_terms
from domain.search.query import Clause
from domain.search.terms import Term, tails

EXCERPT_LENGTH: Final = 240  # characters
_BEFORE_MATCH: Final = 60  # characters that are shown before the first match, if text is left out
# Of one clause in a passage. More are not marked: an excerpt shows far fewer.
MOST_OCCURRENCES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Range:
    """Matched characters of a text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text of one segment around a match; the ranges are sorted and do not overlap."""

    segment: int
    text: str
    matches: tuple[Range, ...]


class _Placed(NamedTuple):
    segment: int
    term: Term


def excerpt(texts: Sequence[str], query: Sequence[Clause]) -> Excerpt | None:
    """Show the segment in which most clauses match, the first of several; None without a match.

    `texts` are the segments of one passage. Each clause must match somewhere in them.
    """
    placed = [_Placed(*each) for each in passage_terms(texts)]
    places = _places(placed)
    found = [
        list(islice(_occurrences(placed, places, clause), MOST_OCCURRENCES)) for clause in query
    ]
    if not all(found):
        return None
    by_segment: defaultdict[int, list[Range]] = defaultdict(list)
    clauses: defaultdict[int, set[int]] = defaultdict(set)
    for number, occurrences in enumerate(found):
        for segment, matched in chain.from_iterable(occurrences):
            by_segment[segment].append(matched)
            clauses[segment].add(number)
    best = max(sorted(clauses), key=lambda segment: len(clauses[segment]))
    return _cut(best, texts[best], _merged(by_segment[best]))


def _places(placed: Sequence[_Placed]) -> Mapping[str, Sequence[int]]:
    """Return where each term stands."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(placed):
        places[each.term.text].append(place)
    return places


def _occurrences(
    placed: Sequence[_Placed], places: Mapping[str, Sequence[int]], clause: Clause
) -> Iterator[Sequence[tuple[int, Range]]]:
    """Yield where a clause matches, as ranges of segments."""
    count = len(clause.terms)
    for first in _beginnings(placed, places, clause):
        candidates = placed[first : first + count]
        if len(candidates) == count and _follow(candidates, clause):
            yield [(each.segment, _range(each.term, clause)) for each in candidates]


def _beginnings(
    placed: Sequence[_Placed], places: Mapping[str, Sequence[int]], clause: Clause
) -> Sequence[int]:
    """Return where a clause may begin; each different term is compared once, not each place."""
    if len(clause.terms) > 1:
        return places.get(clause.terms[0], ())
    wanted = clause.terms[0]
    if not clause.prefix and clause.tail is None:
        return places.get(wanted, ())
    fitting = [
        all_
        for text, all_ in places.items()
        if wanted in text and _ends(placed[all_[0]], wanted, clause)
    ]
    return sorted(chain.from_iterable(fitting))


def _follow(candidates: Sequence[_Placed], clause: Clause) -> bool:
    *heads, last = zip(candidates, clause.terms, strict=True)
    return all(here.term.text == wanted for here, wanted in heads) and _ends(*last, clause)


def _ends(here: _Placed, wanted: str, clause: Clause) -> bool:
    text = here.term.text
    if text == wanted or (clause.prefix and text.startswith(wanted)):
        return True
    return clause.tail is not None and not here.term.pair and _is_tail(wanted, text)


def _is_tail(wanted: str, text: str) -> bool:
    return text.endswith(wanted) and wanted in tails(text)


def _range(term: Term, clause: Clause) -> Range:
    """Mark the end of a compound only; of a pair that begins with a searched character, that."""
    length = term.end - term.start
    wanted = clause.terms[-1]
    if length == len(term.text):  # each character was folded to one
        if clause.tail is not None and not term.text.startswith(wanted):
            return Range(term.end - len(wanted), term.end)
        if clause.pair and clause.prefix and term.pair and len(clause.terms) == 1:
            return Range(term.start, term.start + len(wanted))
    return Range(term.start, term.end)


def _merged(ranges: Sequence[Range]) -> Sequence[Range]:
    merged: list[Range] = []
    for each in sorted(ranges, key=lambda found: (found.start, found.end)):
        if merged and each.start <= merged[-1].end:
            merged[-1] = Range(merged[-1].start, max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return merged


def _cut(segment: int, text: str, matches: Sequence[Range]) -> Excerpt:
    """Leave out what is far from the first match, and the space around the text."""
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if end - begin > EXCERPT_LENGTH:
        begin = _word_start(text, max(begin, matches[0].start - _BEFORE_MATCH), matches[0].start)
        end = min(end, begin + EXCERPT_LENGTH)
    shown = [
        Range(each.start - begin, min(each.end, end) - begin)
        for each in matches
        if begin <= each.start < end
    ]
    return Excerpt(segment, text[begin:end], tuple(shown))


def _word_start(text: str, begin: int, latest: int) -> int:
    """Begin after a space where there is one before `latest`."""
    space = text.find(" ", begin, latest)
    return begin if begin == 0 or space < 0 else space + 1

"""The tables that compare all subjects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Final

from benchmarks.quality.judging import Verdict
from benchmarks.quality.report.results import Results
from benchmarks.quality.report.tables import percent, table
from benchmarks.quality.scoring import WordCounts

Cell = Callable[[Results], str]
_NOTHING: Final = "-"
_SETS: Final[Mapping[str, Callable[[Results], Results]]] = {
    "over all": Results.listed,
    "over a minute": Results.long,
    "conversations": Results.transcribed_talk,
}
_PARTS: Final[Mapping[str, Callable[[WordCounts], int]]] = {
    "word error rate": attrgetter("errors"),
    "deletions": attrgetter("deletions"),
    "insertions": attrgetter("insertions"),
    "substitutions": attrgetter("substitutions"),
}


def overview(results: Sequence[Results]) -> str:
    """Set everything measured side by side, one subject a column."""
    rows = [[name, *(cell(each) for each in results)] for name, cell in _measures()]
    return table(["measure", *(each.title for each in results)], rows)


def by_group(
    results: Sequence[Results], title: str, group: Callable[[Verdict], str], cell: Cell
) -> str:
    """Set one measure side by side, one group of recordings a row."""
    groups = sorted({group(verdict) for each in results for verdict in each.verdicts})
    rows = [[name, *(cell(_of_group(each, group, name)) for each in results)] for name in groups]
    return table([title, *(each.title for each in results)], rows)


def errors(results: Results) -> str:
    """Give the word error rate, and the shares of missing, added and wrong words."""
    counts = results.counts()
    if not counts.reference_words:
        return _NOTHING
    shares = (counts.deletions, counts.insertions, counts.substitutions)
    told = " / ".join(percent(counts.rate(each)) for each in shares)
    return f"{percent(counts.error_rate)} ({told})"


def language(results: Results) -> str:
    """Say in how many recordings the language is right."""
    right, known = results.languages()
    return f"{right} of {known}" if known else _NOTHING


def lost(results: Results) -> str:
    """Give the seconds of speech lost silently."""
    return f"{results.lost():.1f} s"


def _of_group(results: Results, group: Callable[[Verdict], str], name: str) -> Results:
    return results.among(lambda each: group(each) == name)


def _measures() -> Iterator[tuple[str, Cell]]:
    for where, chosen in _SETS.items():
        for part, count in _PARTS.items():
            yield f"{part}, {where}", partial(_rate, chosen, count)
    yield "language right, over all", lambda each: language(each.listed())
    yield "language right, wherever it is known", language
    yield "silence, noise and music with words (the song apart)", _made_up
    yield "cues that break a rule", _faults
    yield "speech of a second or more, not covered and not named", lost
    yield "word times: mean distance (median; times compared)", _word_times
    yield "time taken, real-time factor", _speed


def _rate(
    chosen: Callable[[Results], Results], count: Callable[[WordCounts], int], results: Results
) -> str:
    counts = chosen(results).counts()
    return percent(counts.rate(count(counts))) if counts.reference_words else _NOTHING


def _made_up(results: Results) -> str:
    recordings, words = results.made_up()
    heard = len(results.speechless().verdicts)
    return f"{recordings} of {heard}, {words} words" if heard else _NOTHING


def _faults(results: Results) -> str:
    found = results.faults()
    told = ", ".join(f"{count} {fault}" for fault, count in sorted(found.items()))
    return f"{found.total()} ({told})" if found else "0"


def _word_times(results: Results) -> str:
    found = results.word_times()
    if found is None:
        return _NOTHING
    return f"{found.mean * 1000:.0f} ms ({found.median * 1000:.0f} ms; {found.count})"


def _speed(results: Results) -> str:
    speed = results.speed()
    beside = "" if speed.alone else ", others beside it"
    return f"{speed.wall:.0f} s, {speed.real_time_factor:.3f}{beside}"

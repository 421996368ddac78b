"""The bars that the engine must pass, relative to faster-whisper in the same run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.quality.report.results import Results, peers
from benchmarks.quality.report.tables import percent, table

_ERRORS_OVER_PEER: Final = 0.95
_DISTANCE_OVER_PEER: Final = 0.9
_LANGUAGES: Final = 113 / 117
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Bar:
    """A result and the limit for it, both also in words; less is better."""

    measure: str
    reached: float
    limit: float
    told: Callable[[float], str]

    @property
    def met(self) -> bool:
        """Whether the engine is good enough."""
        return self.reached <= self.limit + _ROUNDING


def bars(ours: Results, results: Sequence[Results]) -> Sequence[Bar]:
    """Judge one of the engine's settings; a bar without a peer to compare with is left out."""
    return [*_against_peers(ours, peers(results)), *_word_times(ours, results), *_absolute(ours)]


def bars_table(found: Sequence[Bar]) -> str:
    """List the bars and whether they were passed."""
    rows = [
        [each.measure, each.told(each.limit), each.told(each.reached), "yes" if each.met else "no"]
        for each in found
    ]
    return table(["measure", "bar: at most", "reached", "passed"], rows)


def shortcomings(title: str, found: Sequence[Bar]) -> str:
    """Describe the bars that were missed."""
    missed = [
        f"- **{title}, {each.measure}**: {each.told(each.reached)}, where "
        f"{each.told(each.limit)} is the bar."
        for each in found
        if not each.met
    ]
    return "\n".join(missed) or f"- {title}: nothing that is measured here."


def _against_peers(ours: Results, others: Sequence[Results]) -> Iterator[Bar]:
    if not others:
        return
    for where, chosen in (("over all", Results.listed), ("over a minute", Results.long)):
        counts = chosen(ours).counts()
        if not counts.reference_words:
            continue
        theirs = [chosen(each).counts() for each in others]
        least = min(each.error_rate for each in theirs)
        yield Bar(
            f"word error rate, {where}", counts.error_rate, _ERRORS_OVER_PEER * least, percent
        )
        missing = min(each.rate(each.deletions) for each in theirs)
        yield Bar(f"words missing, {where}", counts.rate(counts.deletions), missing, percent)


def _word_times(ours: Results, results: Sequence[Results]) -> Iterator[Bar]:
    mine = ours.word_times()
    theirs = [found.mean for each in results if not each.ours and (found := each.word_times())]
    if mine and theirs:
        limit = _DISTANCE_OVER_PEER * min(theirs)
        yield Bar("word times, mean distance", mine.mean, limit, _milliseconds)


def _absolute(ours: Results) -> Iterator[Bar]:
    yield Bar("speech not covered and not named", ours.lost(), 0.0, _seconds)
    yield Bar("cues that break a rule", ours.faults().total(), 0, _count)
    yield Bar("silence, noise, music with words", ours.made_up()[0], 0, _count)
    right, known = ours.listed().languages()
    if known:
        yield Bar("language wrong", 1 - right / known, 1 - _LANGUAGES, percent)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s"


def _count(number: float) -> str:
    return f"{number:.0f}"

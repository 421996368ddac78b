"""Write down what was found, as tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.speakers.references import Reference, speakers_at_most
from benchmarks.speakers.scoring import TimeErrors, WordCounts, time_errors, word_counts
from benchmarks.speakers.subjects import Result


@dataclass(frozen=True)
class Judged:
    """The result of one recording beside its reference."""

    result: Result
    reference: Reference

    @cached_property
    def errors(self) -> TimeErrors:
        """What is wrong with the times."""
        return time_errors(self.reference, self.result.turns)

    @cached_property
    def words(self) -> WordCounts:
        """How many words go to the right speaker."""
        return word_counts(self.reference.said, self.result.turns)

    @property
    def is_counted_right(self) -> bool:
        """Whether as many speakers were found as there are."""
        return speakers_in(self.result) == self.reference.speakers


@dataclass(frozen=True)
class Findings:
    """All that one subject found.

    `judged` are recordings with turns; in those of `limited` at most one person speaks.
    """

    judged: Sequence[Judged]
    limited: Sequence[Result]

    @property
    def with_too_many(self) -> Sequence[Result]:
        """The recordings in which speakers were found who were never there."""
        return [each for each in self.limited if speakers_in(each) > _most(each)]


def speakers_in(result: Result) -> int:
    """Return how many speakers were found."""
    return len({turn.speaker for turn in result.turns})


def report(subjects: Mapping[str, Findings]) -> str:
    """Return the tables in Markdown."""
    return "\n\n".join("\n".join(table) for table in (_summary(subjects), _recordings(subjects)))


def _summary(subjects: Mapping[str, Findings]) -> Iterator[str]:
    yield from _head(["measure"], subjects)
    for title, figure in _MEASURES.items():
        yield _line([title], [figure(found) for found in subjects.values()])


def _recordings(subjects: Mapping[str, Findings]) -> Iterator[str]:
    yield from _head(["recording", "speakers"], subjects)
    rows = zip(*(found.judged for found in subjects.values()), strict=True)
    for row in rows:
        name, speakers = row[0].result.recording.path.name, row[0].reference.speakers
        cells = [f"{each.errors.rate:.1%}, {speakers_in(each.result)}" for each in row]
        yield _line([name, str(speakers)], cells)


def _head(titles: Sequence[str], subjects: Mapping[str, Findings]) -> Iterator[str]:
    yield _line(titles, list(subjects))
    yield "|" + "---|" * (len(titles) + len(subjects))


def _line(titles: Sequence[str], cells: Sequence[str]) -> str:
    return "| " + " | ".join([*titles, *cells]) + " |"


def _errors(found: Findings) -> str:
    errors = sum((each.errors for each in found.judged), TimeErrors())
    if not errors.total:
        return "-"
    parts = (errors.missed, errors.added, errors.confused)
    shares = " / ".join(f"{part / errors.total:.1%}" for part in parts)
    return f"{errors.rate:.1%} ({shares})"


def _counted(found: Findings) -> str:
    right = sum(each.is_counted_right for each in found.judged)
    return f"{right} of {len(found.judged)}"


def _words(found: Findings) -> str:
    counts = sum((each.words for each in found.judged), WordCounts())
    return f"{counts.share:.1%} of {counts.all}"


def _too_many(found: Findings) -> str:
    return f"{len(found.with_too_many)} of {len(found.limited)}"


def _pace(found: Findings) -> str:
    results = [each.result for each in found.judged] + list(found.limited)
    seconds = sum(each.recording.seconds for each in results)
    return f"{sum(each.took_seconds for each in results) / seconds:.3f}" if seconds else "-"


_MEASURES: Mapping[str, Callable[[Findings], str]] = {
    "diarization error rate (missed / added / confused)": _errors,
    "speakers counted right": _counted,
    "words with the right speaker": _words,
    "recordings with speakers who were never there": _too_many,
    "seconds for a second of sound": _pace,
}


def _most(result: Result) -> int:
    most = speakers_at_most(result.recording)
    return speakers_in(result) if most is None else most

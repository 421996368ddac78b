"""What an owner can choose jobs by: the tags, languages and models of the jobs that exist."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, and how many jobs have it."""

    value: str
    jobs: int


@dataclass(frozen=True, slots=True)
class JobFacets:
    """Values of an owner's jobs, those of most jobs first, then by code points.

    `languages` are those that a filter on the language finds. Tags that differ only in case are one
    tag, written as the newest job writes it.
    """

    tags: tuple[FacetValue, ...] = ()
    languages: tuple[FacetValue, ...] = ()
    models: tuple[FacetValue, ...] = ()


def most_common(values: Iterable[tuple[str, int]], most: int) -> tuple[FacetValue, ...]:
    """Add up the jobs of each value, and return the first `most` values in order."""
    counts: Counter[str] = Counter()
    for value, jobs in values:
        counts[value] += jobs
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(FacetValue(value, jobs) for value, jobs in ordered[:most])

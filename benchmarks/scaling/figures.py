"""Figures, and the bars they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, and whether that does."""

    what: str
    found: str
    bar: str
    holds: bool

    @override
    def __str__(self) -> str:
        verdict = "ok" if self.holds else "MISSED"
        return f"{self.what:62} {self.found:>34}   {self.bar:22} {verdict}"


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(seconds: float) -> str:
    """Write a duration."""
    return f"{1000 * seconds:.1f} ms"

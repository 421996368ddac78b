"""Join and subtract sets of time ranges."""

from collections.abc import Iterable, Sequence

from benchmarks.quality.outcome import Span


def joined(spans: Iterable[Span]) -> Sequence[Span]:
    """Sort stretches and join those that touch; empty and reversed ones are left out."""
    found: list[Span] = []
    for span in sorted((each for each in spans if each.seconds > 0), key=lambda each: each.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> Sequence[Span]:
    """Give what is left of stretches when others are taken away from them."""
    removed = joined(taken)
    left: list[Span] = []
    for span in joined(spans):
        start = span.start
        for each in removed:
            if each.end <= start or each.start >= span.end:
                continue
            left.append(Span(start, each.start))
            start = each.end
        left.append(Span(start, span.end))
    return [each for each in left if each.seconds > 0]


def longest(spans: Iterable[Span]) -> float:
    """Give the length of the longest stretch in seconds; 0 without any."""
    return max((each.seconds for each in spans), default=0.0)

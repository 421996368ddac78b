"""List the recordings on which the engine does worst against its best peer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.quality.judging import Verdict
from benchmarks.quality.report.results import Results, peers
from benchmarks.quality.report.tables import percent, table

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class _Defeat:
    mine: Verdict
    best: Verdict
    peer: str

    @property
    def words(self) -> int:
        return self.mine.counts.errors - self.best.counts.errors


def worst(ours: Results, results: Sequence[Results]) -> str:
    """List the recordings with the most errors beyond those of whichever peer has fewest there."""
    defeats = sorted(_defeats(ours, peers(results)), key=lambda each: -each.words)
    rows = [
        [
            each.mine.recording.file,
            each.mine.recording.kind,
            percent(each.mine.counts.error_rate),
            f"{percent(each.best.counts.error_rate)} ({each.peer})",
            str(each.words),
            str(each.mine.counts.deletions - each.best.counts.deletions),
        ]
        for each in defeats[:_SHOWN]
        if each.words > 0
    ]
    if not rows:
        return f"{ours.title} makes no more errors than its best peer on any recording."
    header = ["recording", "kind", ours.title, "best peer", "errors more", "of them missing"]
    return table(header, rows)


def _defeats(ours: Results, others: Sequence[Results]) -> Sequence[_Defeat]:
    theirs = [(each.title, {one.recording.file: one for one in each.verdicts}) for each in others]
    found: list[_Defeat] = []
    for mine in ours.verdicts:
        file = mine.recording.file
        rivals = [(title, verdicts[file]) for title, verdicts in theirs if file in verdicts]
        if mine.recording.reference and rivals:
            peer, best = min(rivals, key=lambda each: each[1].counts.errors)
            found.append(_Defeat(mine, best, peer))
    return found

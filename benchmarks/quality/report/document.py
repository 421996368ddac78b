"""The whole report of a run, in Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.whisper.models.cores import count_cores
from benchmarks.quality.judging import Verdict
from benchmarks.quality.report.bars import bars, bars_table, shortcomings
from benchmarks.quality.report.results import Results
from benchmarks.quality.report.summary import by_group, errors, language, lost, overview
from benchmarks.quality.report.worst import worst
from benchmarks.quality.subjects.roster import Setting


@dataclass(frozen=True, slots=True)
class Report:
    """What was judged, under which setting; `left_out` recordings were not heard by everyone."""

    model: str
    setting: Setting
    results: Sequence[Results]
    left_out: int

    def text(self) -> str:
        """Return the report in Markdown."""
        return "\n\n".join(self._parts())

    def _parts(self) -> Iterator[str]:
        everywhere = [each for each in self.results if not each.word_times_only]
        yield self._opening(everywhere)
        yield "### Side by side"
        yield overview(self.results)
        yield "### By kind and by language"
        yield "Word error rate, and of it deletions / insertions / substitutions."
        yield by_group(everywhere, "kind", _kind, errors)
        yield by_group(everywhere, "language", _language, errors)
        yield "Recordings whose language is right."
        yield by_group(everywhere, "language", _language, language)
        yield "Speech not covered and not named."
        yield by_group(everywhere, "kind", _kind, lost)
        yield by_group(everywhere, "language", _language, lost)
        yield from self._of_ours(everywhere)

    def _opening(self, everywhere: Sequence[Results]) -> str:
        verdicts = everywhere[0].verdicts if everywhere else ()
        minutes = sum(each.recording.seconds for each in verdicts) / 60
        without = f" {self.left_out} more were not heard by everyone." if self.left_out else ""
        return (
            f"{self.model}, {self.setting.compute_type} on {self.setting.device}, beam "
            f"{self.setting.beam_size}, {count_cores()} cores: {len(verdicts)} recordings, "
            f"{minutes:.0f} minutes.{without}"
        )

    def _of_ours(self, everywhere: Sequence[Results]) -> Iterator[str]:
        ours = [each for each in everywhere if each.ours]
        judged = [(each.title, bars(each, self.results)) for each in ours]
        yield "### Where the engine does worst against the best peer"
        for each in ours:
            if not each.asks_for_word_times:
                yield worst(each, everywhere)
        yield "### Bars"
        for title, found in judged:
            yield f"{title}:"
            yield bars_table(found)
        yield "### What falls short in quality"
        yield "\n".join(shortcomings(title, found) for title, found in judged)


def _kind(verdict: Verdict) -> str:
    return verdict.recording.kind


def _language(verdict: Verdict) -> str:
    return verdict.recording.language or "none"

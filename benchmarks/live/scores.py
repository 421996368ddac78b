"""Compare what sessions were told with the words of the same sound as jobs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median
from typing import Final

import jiwer
from whisper_normalizer.basic import BasicTextNormalizer

from benchmarks.live.jobs import AsJobs, JobWord
from benchmarks.live.speaker import Heard
from benchmarks.live.track import Track
from domain.live.words import bare

HEAD: Final = (
    "| sessions | word shown, median s | p95 s | completed after the turn, p95 s "
    "| after the last word, p95 s | error rate | over one job | over a job for each recording "
    "| taken back | first words lost | words |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Texts:
    """Normalised: what was said, and what a session and the two kinds of jobs made of it."""

    said: str
    live: str
    whole: str
    alone: str


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of one session; times in seconds."""

    delays: tuple[float, ...]
    completed_after_turn: tuple[float, ...]
    completed_after_word: tuple[float, ...]
    texts: Texts
    taken_back: int
    first_words_lost: int
    utterances: int


def score(heard: Heard, jobs: AsJobs, track: Track) -> Scores:
    """Score one session."""
    done = [item for item in heard.items.values() if item.completed is not None]
    normal = BasicTextNormalizer()
    return Scores(
        delays=delays_of(heard, jobs.alone),
        completed_after_turn=tuple((item.completed or 0.0) - item.ended for item in done),
        completed_after_word=tuple(
            (item.completed or 0.0) - item.last_word for item in done if item.last_word
        ),
        texts=Texts(
            normal(track.reference),
            normal(heard.text),
            normal(" ".join(word.text for word in jobs.whole)),
            normal(" ".join(word.text for word in jobs.alone)),
        ),
        taken_back=sum(item.taken_back for item in heard.items.values()),
        first_words_lost=_first_words_lost(heard, jobs.alone, track),
        utterances=len(track.starts),
    )


def delays_of(heard: Heard, job: Sequence[JobWord]) -> tuple[float, ...]:
    """Return how many seconds after its end each word was shown that the job has as well."""
    shown = [word for item in heard.items.values() for word in item.shown]
    matched = _matched([bare(text) for _, text in shown], [bare(word.text) for word in job])
    return tuple(shown[one][0] - job[other].end for one, other in matched)


def _first_words_lost(heard: Heard, job: Sequence[JobWord], track: Track) -> int:
    """Count the recordings whose first word the job has, and the session has nothing for it."""
    words = [bare(text) for text in heard.text.split()]
    known = [bare(word.text) for word in job]
    firsts = {
        next((at for at, word in enumerate(job) if word.start >= start - 0.2), -1)
        for start in track.starts
    }
    opcodes = SequenceMatcher(None, known, words, autojunk=False).get_opcodes()
    return sum(
        1
        for kind, begin, end, _, _ in opcodes
        if kind == "delete"
        for at in range(begin, end)
        if at in firsts
    )


def _matched(shown: Sequence[str], job: Sequence[str]) -> list[tuple[int, int]]:
    blocks = SequenceMatcher(None, shown, job, autojunk=False).get_matching_blocks()
    return [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def told(name: str, scores: Sequence[Scores]) -> str:
    """Write the figures of some sessions as a line of a table; error rates are pooled."""
    delays = [delay for each in scores for delay in each.delays]
    turn = [delay for each in scores for delay in each.completed_after_turn]
    word = [delay for each in scores for delay in each.completed_after_word]
    texts = [each.texts for each in scores]
    live = _rate((each.said, each.live) for each in texts)
    whole = _rate((each.said, each.whole) for each in texts)
    alone = _rate((each.said, each.alone) for each in texts)
    return (
        f"| {name} | {median(delays):.2f} | {percentile(delays, 0.95):.2f} "
        f"| {percentile(turn, 0.95):.2f} | {percentile(word, 0.95):.2f} "
        f"| {live:.3f} | {_ratio(live, whole)} | {_ratio(live, alone)} "
        f"| {sum(each.taken_back for each in scores)} "
        f"| {sum(each.first_words_lost for each in scores)} of "
        f"{sum(each.utterances for each in scores)} | {len(delays)} |"
    )


def _rate(pairs: Iterable[tuple[str, str]]) -> float:
    said, written = zip(*pairs, strict=True)
    return float(jiwer.wer(list(said), list(written)))


def _ratio(live: float, job: float) -> str:
    return f"{live / job if job else float('nan'):.2f}x ({job:.3f})"

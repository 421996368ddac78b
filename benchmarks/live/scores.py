"""Compare what a session was told with the words of the same sound as a job."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median

import jiwer
from whisper_normalizer.basic import BasicTextNormalizer

from benchmarks.live.speaker import Heard
from benchmarks.live.track import Track
from domain.live.words import bare


@dataclass(frozen=True, slots=True)
class JobWord:
    """A word of the job, with the seconds at which it was spoken."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of one session; times in seconds."""

    delays: tuple[float, ...]
    completed_after_turn: tuple[float, ...]
    completed_after_word: tuple[float, ...]
    error_rate: float
    job_error_rate: float
    taken_back: int
    first_words_lost: int
    utterances: int


def score(heard: Heard, job: Sequence[JobWord], track: Track) -> Scores:
    """Score one session."""
    shown = [word for item in heard.items.values() for word in item.shown]
    matched = _matched([bare(text) for _, text in shown], [bare(word.text) for word in job])
    done = [item for item in heard.items.values() if item.completed is not None]
    normal = BasicTextNormalizer()
    truth = normal(track.reference)
    return Scores(
        delays=tuple(shown[one][0] - job[other].end for one, other in matched),
        completed_after_turn=tuple((item.completed or 0.0) - item.ended for item in done),
        completed_after_word=tuple(
            (item.completed or 0.0) - item.last_word for item in done if item.last_word
        ),
        error_rate=jiwer.wer(truth, normal(heard.text)),
        job_error_rate=jiwer.wer(truth, normal(" ".join(word.text for word in job))),
        taken_back=sum(item.taken_back for item in heard.items.values()),
        first_words_lost=_first_words_lost(heard, job, track),
        utterances=len(track.starts),
    )


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
    """Write the figures of some sessions as a line of a table."""
    delays = [delay for each in scores for delay in each.delays]
    turn = [delay for each in scores for delay in each.completed_after_turn]
    word = [delay for each in scores for delay in each.completed_after_word]
    rate = sum(each.error_rate for each in scores) / len(scores)
    job = sum(each.job_error_rate for each in scores) / len(scores)
    return (
        f"{name} | {median(delays):.2f} | {percentile(delays, 0.95):.2f} "
        f"| {percentile(turn, 0.95):.2f} | {percentile(word, 0.95):.2f} "
        f"| {rate:.3f} | {job:.3f} | {rate / job if job else float('nan'):.2f} "
        f"| {sum(each.taken_back for each in scores)} "
        f"| {sum(each.first_words_lost for each in scores)} of "
        f"{sum(each.utterances for each in scores)} | {len(delays)}"
    )

"""What the benchmark searches for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from application.ports.job_filter import JobFilter
from benchmarks.search.scripts import HAN, HANGUL, JAPANESE, THAI, arabic, word


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody types, and the filter that is set."""

    typed: str
    filter: JobFilter = field(default_factory=JobFilter)


def questions() -> Mapping[str, Sequence[Question]]:
    """Return what is searched for, by kind; every kind has words of many frequencies."""
    typed = _words() | _combinations() | _signs()
    asked = {kind: [Question(text) for text in texts] for kind, texts in typed.items()}
    return asked | _filtered()


def _words() -> dict[str, list[str]]:
    return {
        "a common word": [word(rank) for rank in range(10)],
        "a word": [word(rank) for rank in range(100, 2_000, 190)],
        "a rare word": [word(rank) for rank in range(20_000, 50_000, 3_000)],
        "no such word": [f"{word(rank)}xq" for rank in range(10)],
        "first letters": [word(rank)[:3] for rank in range(100, 30_000, 2_990)],
        "one letter": list("bdfgklmnpr"),
        "a word as it is typed": [word(900)[:length] for length in range(1, 7)],
        "a word with an emoji": [f"{word(rank)} 🎙" for rank in range(0, 1_000, 100)],
        "an Arabic word": [arabic(rank) for rank in range(0, 1_000, 100)],
    }


def _combinations() -> dict[str, list[str]]:
    return {
        "two words": [f"{word(rank)} {word(3 * rank + 5)}" for rank in range(1, 100, 10)],
        "five words": [" ".join(map(word, range(rank, rank + 5))) for rank in range(10)],
        "a phrase": [f'"{word(rank)} {word(rank + 1)}"' for rank in range(10)],
        "a longer phrase": [f'"{word(rank)} {word(1)} {word(2)}"' for rank in range(10)],
        "a hyphen": [f"{word(rank)}-{word(3 * rank)}" for rank in range(10, 110, 10)],
        "words of two scripts": [f"{word(rank)} {HAN[rank]}" for rank in range(10)],
    }


def _signs() -> dict[str, list[str]]:
    return {
        "Chinese, two signs": ["".join(HAN[rank : rank + 2]) for rank in range(0, 100, 10)],
        "Chinese, one sign": [HAN[rank] for rank in range(0, 1_000, 100)],
        "Chinese, four signs": ["".join(HAN[rank : rank + 4]) for rank in range(10)],
        "Japanese": ["".join(JAPANESE[rank : rank + 2]) for rank in range(0, 200, 20)],
        "Korean": [f"{HANGUL[rank % 50]}{HANGUL[rank]}" for rank in range(0, 200, 20)],
        "Thai": ["".join(THAI[rank : rank + 3]) for rank in range(0, 40, 4)],
    }


def _filtered() -> dict[str, list[Question]]:
    """Return the filters of `library.a_stored_job`, which a third and a hundredth of jobs meet."""
    often = JobFilter(language="en", model="base", shortest_seconds=60.0)
    seldom = JobFilter(language="cy", model="base", shortest_seconds=60.0, tag="seldom")
    texts = [word(rank) for rank in range(0, 1_000, 100)]
    return {
        "three filters": [Question(text, often) for text in texts],
        "filters that fit few": [Question(text, seldom) for text in texts],
    }

"""The results of one run, and the values that summarise them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from benchmarks.quality.cues import Fault
from benchmarks.quality.judging import Verdict
from benchmarks.quality.scoring import WordCounts, pooled
from benchmarks.quality.subjects.roster import SUBJECTS

LONG_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Results:
    """All verdicts on one subject."""

    name: str
    verdicts: Sequence[Verdict]

    @property
    def title(self) -> str:
        """What the subject is called."""
        return SUBJECTS[self.name].title

    @property
    def ours(self) -> bool:
        """It is this engine."""
        return SUBJECTS[self.name].ours

    @property
    def asks_for_word_times(self) -> bool:
        """It tells when each word is said."""
        return bool(SUBJECTS[self.name].options.get("word_timestamps"))

    @property
    def word_times_only(self) -> bool:
        """It heard no more than the recordings with references for word times."""
        return SUBJECTS[self.name].word_times_only

    def among(self, wanted: Callable[[Verdict], bool]) -> "Results":
        """Keep some verdicts."""
        return Results(self.name, list(filter(wanted, self.verdicts)))

    def counts(self) -> WordCounts:
        """Pool the word counts."""
        return pooled(each.counts for each in self.verdicts)

    def listed(self) -> "Results":
        """Keep the recordings whose words stand in the manifest."""
        return self.among(lambda each: each.recording.listed)

    def long(self) -> "Results":
        """Keep those of these that last over a minute."""
        return self.listed().among(lambda each: each.recording.seconds > LONG_SECONDS)

    def transcribed_talk(self) -> "Results":
        """Keep the conversations whose words stand beside them."""
        return self.among(lambda each: bool(each.recording.reference) and not each.recording.listed)

    def languages(self) -> tuple[int, int]:
        """Say in how many recordings the language is right, and of how many that is known."""
        told = [right for each in self.verdicts if (right := each.language_right) is not None]
        return sum(told), len(told)

    def speechless(self) -> "Results":
        """Keep silence, noise and music that nobody sings to."""
        return self.among(lambda each: each.recording.speechless and not each.recording.sung)

    def made_up(self) -> tuple[int, int]:
        """Say in how many recordings without speech words were heard, and how many words."""
        found = [each.made_up for each in self.speechless().verdicts if each.made_up]
        return len(found), sum(found)

    def faults(self) -> Counter[Fault]:
        """Count the cues that break a rule."""
        return sum((each.faults for each in self.verdicts), Counter())

    def lost(self) -> float:
        """Add up the seconds of speech that were lost without a word."""
        return sum(each.lost for each in self.verdicts)

    def word_times(self) -> "Distances | None":
        """Sum up the distances of word times; None without any."""
        found = [distance for each in self.verdicts for distance in each.word_times]
        return Distances(fmean(found), median(found), len(found)) if found else None

    def speed(self) -> "Speed":
        """Add up the time taken."""
        outcomes = [each.outcome for each in self.verdicts]
        return Speed(
            wall=sum(each.wall for each in outcomes),
            audio=sum(each.recording.seconds for each in self.verdicts),
            alone=all(each.at_once == 1 for each in outcomes),
        )


@dataclass(frozen=True, slots=True)
class Distances:
    """How far word times are from their references, in seconds."""

    mean: float
    median: float
    count: int


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds by the clock, seconds of sound, and whether each recording had all cores."""

    wall: float
    audio: float
    alone: bool

    @property
    def real_time_factor(self) -> float:
        """Seconds of work for a second of sound."""
        return self.wall / self.audio if self.audio else 0.0


def peers(results: Iterable[Results]) -> Sequence[Results]:
    """Keep faster-whisper's modes that heard everything."""
    return [each for each in results if not each.ours and not each.word_times_only]

"""Read who really speaks when, and which words each says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.quality.manifest import WITHOUT_SPEECH, Recording
from domain.speakers import SpeakerTurn
from domain.transcript import Word

_STM_FIELDS_BEFORE_TEXT: Final = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker said without a break, and its words."""

    speaker: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Who speaks when, as the source of the recording says it, and what, if it says that."""

    turns: tuple[SpeakerTurn, ...]
    said: tuple[Said, ...]

    @property
    def speakers(self) -> int:
        """How many there are."""
        return len({turn.speaker for turn in self.turns})


def has_turns(recording: Recording) -> bool:
    """Tell whether the recording comes with the turns of its speakers."""
    return recording.path.with_suffix(".rttm").exists()


def speakers_at_most(recording: Recording) -> int | None:
    """Return how many speakers there can be: nobody, one, or an unknown number (None).

    Only recordings whose words stand in the manifest are known to be of one person.
    """
    if recording.kind in WITHOUT_SPEECH:
        return 1 if recording.sung else 0
    return 1 if recording.listed else None


def read_reference(recording: Recording) -> Reference:
    """Read the turns (RTTM) and the words (STM) beside a recording."""
    turns = tuple(_turns(recording.path.with_suffix(".rttm")))
    stm = recording.path.with_suffix(".stm")
    said = tuple(_said(stm)) if stm.exists() else ()
    return Reference(turns, tuple(sorted(said, key=lambda each: each.words[0].start)))


def _turns(rttm: Path) -> Iterator[SpeakerTurn]:
    for line in rttm.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if fields and fields[0] == "SPEAKER":
            start = float(fields[3])
            yield SpeakerTurn(start, start + float(fields[4]), fields[7])


def _said(stm: Path) -> Iterator[Said]:
    for line in stm.read_text(encoding="utf-8").splitlines():
        fields = line.split(maxsplit=_STM_FIELDS_BEFORE_TEXT)
        if len(fields) > _STM_FIELDS_BEFORE_TEXT:
            yield Said(fields[2], tuple(_spread(float(fields[3]), float(fields[4]), fields[5])))


def _spread(start: float, end: float, text: str) -> Iterator[Word]:
    """Spread words over the time in which they are said, by their lengths; the source has none."""
    words: Sequence[str] = text.split()
    letters = sum(len(word) + 1 for word in words)
    at = start
    for word in words:
        until = at + (end - start) * (len(word) + 1) / letters
        yield Word(at, until, f" {word}", 1.0)
        at = until

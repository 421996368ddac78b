"""Speakers: who spoke when, how many there may be, and the labels by which they are told apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError

MAX_SPEAKERS: Final = 50


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A stretch in which one speaker speaks; times in seconds from the start of the recording."""

    start: float
    end: float
    speaker: str

    @property
    def seconds(self) -> float:
        """The length of the turn."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker of a recording, and the seconds for which they speak."""

    label: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SpeakerCounts:
    """What the user knows of the number of speakers: exactly, at least, at most; None is unknown.

    Raises InvalidRequestError, which names every number that is out of range or contradicts
    another, by the names of the options.
    """

    exact: int | None = None
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        if errors := tuple(self._faults()):
            raise InvalidRequestError(*errors)

    def _faults(self) -> Iterator[FieldError]:
        named = {
            "num_speakers": self.exact,
            "min_speakers": self.minimum,
            "max_speakers": self.maximum,
        }
        for name, number in named.items():
            if number is not None and not 1 <= number <= MAX_SPEAKERS:
                yield FieldError(name, f"Choose a {name} from 1 to {MAX_SPEAKERS}.")
        yield from contradictory_counts(self.exact, self.minimum, self.maximum)


def contradictory_counts(
    exact: int | None, minimum: int | None, maximum: int | None
) -> Iterator[FieldError]:
    """Yield a fault for each number of speakers that contradicts another."""
    if exact is not None and (minimum is not None or maximum is not None):
        yield FieldError(
            "num_speakers",
            "num_speakers says how many speakers there are, so leave out min_speakers and "
            "max_speakers, or leave out num_speakers.",
        )
    if minimum is not None and maximum is not None and minimum > maximum:
        yield FieldError(
            "min_speakers",
            f"min_speakers ({minimum}) is larger than max_speakers ({maximum}). "
            "Swap them, or leave one out.",
        )


@dataclass(frozen=True, slots=True)
class Diarization:
    """Who spoke when. The turns are sorted by start; those of different speakers may overlap.

    `names` gives the name of each speaker, by label, whose voice was known before.
    """

    turns: tuple[SpeakerTurn, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, turns: Sequence[SpeakerTurn], names: Mapping[str, str] | None = None
    ) -> "Diarization":
        """Sort turns and label their speakers A, B, C ... in the order of their first words.

        The turns, and the keys of `names`, may call the speakers anything.
        """
        ordered = sorted(turns, key=lambda turn: (turn.start, turn.end, turn.speaker))
        labels: dict[str, str] = {}
        for turn in ordered:
            labels.setdefault(turn.speaker, speaker_label(len(labels)))
        return cls(
            tuple(replace(turn, speaker=labels[turn.speaker]) for turn in ordered),
            {labels[key]: name for key, name in (names or {}).items() if key in labels},
        )

    @property
    def speaking_seconds(self) -> Mapping[str, float]:
        """The time that each speaker speaks, by label, in the order of their first words.

        Where two speak at once, the time counts for both.
        """
        return speaking_seconds(self.turns)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """All speakers, in the order of their first words."""
        return tuple(Speaker(*each) for each in self.speaking_seconds.items())


def speaking_seconds(turns: Iterable[SpeakerTurn]) -> Mapping[str, float]:
    """Sum up the turns, sorted by start, of each speaker; what overlaps within one counts once."""
    seconds: dict[str, float] = {}
    until: dict[str, float] = {}
    for turn in turns:
        begin = max(turn.start, until.get(turn.speaker, turn.start))
        seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + max(0.0, turn.end - begin)
        until[turn.speaker] = max(turn.end, until.get(turn.speaker, turn.end))
    return seconds


def speaker_label(index: int) -> str:
    """Return the label of a speaker, counted from 0: A, B ... Z, AA, AB ..."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return letters

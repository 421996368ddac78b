"""The outcome of one subject on one recording."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A range of time, in seconds from the start of the recording."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class TimedText:
    """A cue or a word with its times, in seconds from the start of the recording."""

    start: float
    end: float
    text: str

    @property
    def span(self) -> Span:
        """Its range of time."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a subject heard.

    `words` is None where no word times were asked for. `gaps` are stretches of which the subject
    itself says that it found no words there. `wall` and `cpu` are seconds; `at_once` recordings
    were worked on meanwhile.
    """

    subject: str
    file: str
    language: str | None
    cues: tuple[TimedText, ...]
    words: tuple[TimedText, ...] | None
    gaps: tuple[Span, ...] = ()
    caveats: tuple[str, ...] = ()
    wall: float = 0.0
    cpu: float = 0.0
    at_once: int = 1

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(cue.text for cue in self.cues).strip()

    @property
    def covered(self) -> Sequence[Span]:
        """When words were heard: as exactly as the subject tells."""
        return [each.span for each in (self.cues if self.words is None else self.words)]

    def values(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def outcome_from(values: Mapping[str, Any]) -> Outcome:
    """Read an outcome from the values of JSON."""
    words = values["words"]
    return Outcome(
        **{
            **values,
            "cues": _timed(values["cues"]),
            "words": None if words is None else _timed(words),
            "gaps": tuple(Span(**each) for each in values["gaps"]),
            "caveats": tuple(values["caveats"]),
        }
    )


def _timed(listed: Sequence[Mapping[str, Any]]) -> tuple[TimedText, ...]:
    return tuple(TimedText(**each) for each in listed)

"""Speakers as the service answers them."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the label that segments and words carry, and the name that a user gave.

    `seconds` is the time spoken, and `share` its share of all speech (0 to 1). `merged` are the
    labels of speakers that are declared to be this one.
    """

    label: str
    name: str | None
    seconds: float
    share: float
    merged: tuple[str, ...]

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            body["label"],
            body.get("name"),
            body.get("seconds", 0.0),
            body.get("share", 0.0),
            tuple(body.get("merged", ())),
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch in which one speaker speaks; times in seconds."""

    start: float
    end: float
    speaker: str

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(body["start"], body["end"], body["speaker"])

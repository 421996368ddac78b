"""Edits of speakers: names, merged speakers, and segments that are given to another speaker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.hidden_characters import first_hidden
from domain.speakers import Speaker

MAX_SPEAKER_NAME_LENGTH: Final = 100  # characters


@dataclass(frozen=True, slots=True)
class LabelEdit:
    """What a user says of one speaker: a name, and the label of the speaker who is the same."""

    name: str | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A segment, by its index, that a user gives to another speaker."""

    index: int
    speaker: str


@dataclass(frozen=True, slots=True)
class ShownSpeaker:
    """A speaker with the name that a user gave, and the seconds and share of all speech.

    `merged` are the labels of the speakers that were merged into this one.
    """

    label: str
    name: str | None
    seconds: float
    share: float
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeakerEdits:
    """The edits of a job's speakers, by label."""

    labels: Mapping[str, LabelEdit] = field(default_factory=dict)

    def of(self, label: str) -> LabelEdit:
        """Return the edit of one speaker."""
        return self.labels.get(label, LabelEdit())

    def label(self, label: str) -> str:
        """Return the label of the speaker that this one was merged into, or its own.

        Two who merge two speakers into each other at the same moment make a circle; then the first
        label of the circle stands for all.
        """
        way: list[str] = []
        while label not in way:
            way.append(label)
            into = self.of(label).merged_into
            if into is None:
                return label
            label = into
        return min(way[way.index(label) :])

    def merging(self, label: str, into: str | None) -> LabelEdit:
        """Make the edit that merges a speaker into another, or into none.

        Raises InvalidRequestError if both are the same already.
        """
        if into is None:
            return replace(self.of(label), merged_into=None)
        target = self.label(into)
        if target == label:
            raise InvalidRequestError(
                FieldError("into", f"{label} and {into} are the same speaker already.")
            )
        return replace(self.of(label), merged_into=target)

    def shown(self, found: Sequence[Speaker]) -> tuple[ShownSpeaker, ...]:
        """Return the speakers as they are shown: merged, and with their names.

        A speaker without a name takes that of one who was merged into it.
        """
        together: dict[str, list[Speaker]] = {}
        for speaker in found:
            together.setdefault(self.label(speaker.label), []).append(speaker)
        total = sum(speaker.seconds for speaker in found)
        return tuple(
            self._shown(label, together[label], total)
            for label in (speaker.label for speaker in found)
            if label in together
        )

    def _shown(self, label: str, speakers: Sequence[Speaker], total: float) -> ShownSpeaker:
        seconds = sum(speaker.seconds for speaker in speakers)
        merged = tuple(speaker.label for speaker in speakers if speaker.label != label)
        names = (self.of(each).name for each in (label, *merged))
        return ShownSpeaker(
            label=label,
            name=next(filter(None, names), None),
            seconds=seconds,
            share=seconds / total if total else 0.0,
            merged=merged,
        )


def speaker_name(text: str) -> str:
    """Return a typed name in one line, as it is stored.

    Raises InvalidRequestError if it is empty, too long, or has hidden characters.
    """
    name = " ".join(text.split())
    if not name:
        raise InvalidRequestError(FieldError("name", "Type a name, or withdraw the one there is."))
    if len(name) > MAX_SPEAKER_NAME_LENGTH:
        raise InvalidRequestError(
            FieldError("name", f"A name may have {MAX_SPEAKER_NAME_LENGTH} characters at most.")
        )
    if hidden := first_hidden(name):
        raise InvalidRequestError(
            FieldError("name", f"A name may not have characters that are not seen ({hidden}).")
        )
    return name

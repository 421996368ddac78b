"""Places where something was said, as the service answers them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment in which the words occur; times in seconds.

    `matches` are the characters of `text` that match, from the first up to, not including, the
    last.
    """

    job_id: str
    title: str
    segment: int
    start: float
    end: float
    text: str
    matches: tuple[tuple[int, int], ...]
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            job_id=body["job_id"],
            title=body["title"],
            segment=body["segment"],
            start=body["start"],
            end=body["end"],
            text=body["text"],
            matches=tuple((each["start"], each["end"]) for each in body.get("matches", ())),
            raw=body,
        )


@dataclass(frozen=True, slots=True)
class HitPage:
    """A page of places; `next_cursor` asks for the next one and is None at the end.

    `is_partial` says that the service stopped before it had looked through all recordings, as that
    would have taken long: there are fewer places than asked for, and `next_cursor` looks further.
    """

    hits: tuple[Hit, ...]
    next_cursor: str | None
    not_yet_searchable: int
    is_partial: bool
    raw: dict[str, Any] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        hits = tuple(map(Hit.of, body["hits"]))
        return cls(
            hits,
            body.get("next_cursor"),
            body.get("not_yet_searchable", 0),
            body.get("is_partial", False),
            body,
        )

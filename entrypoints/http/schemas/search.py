"""Models of the search over what was said."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from application.search.search_recordings import Hit, Hits
from domain.search.query import LONGEST_QUERY
from entrypoints.http.requests.validation import Text
from entrypoints.http.schemas.job_filter import JobFilterQuery


class SearchParameters(JobFilterQuery, extra="forbid"):
    """What to search for, in which jobs, and where the page begins.

    `cursor` is the `next_cursor` of the page before.
    """

    q: Annotated[Text, Field(max_length=LONGEST_QUERY)]
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(pattern=r"^[0-9]{1,18}$")] | None = None


class MatchAnswer(BaseModel, from_attributes=True):
    """Characters of `text` that match, from `start` up to, not including, `end`."""

    start: int
    end: int


class HitAnswer(BaseModel, from_attributes=True):
    """A place in a recording: a segment, when it was spoken (seconds), and its text.

    A long text is shortened around the match. Characters are counted as Unicode code points.
    """

    job_id: UUID
    title: str
    created_at: datetime
    language: str | None
    segment: int
    start: float
    end: float
    text: str
    matches: list[MatchAnswer]

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """Convert a hit."""
        return cls.model_validate(hit)


class SearchAnswer(BaseModel):
    """A page of hits, those in the latest recording first, within a recording in spoken order.

    `next_cursor` is null at the end. A search that would take long stops before it has looked
    through all recordings: then `is_partial` is true, there are fewer hits than `limit`, maybe
    none, and `next_cursor` looks further.

    `not_yet_searchable` counts completed recordings that are not in the index: it takes seconds
    after a job, and longer after an update from a version without search. It counts up to 1,000.
    """

    hits: list[HitAnswer]
    next_cursor: str | None
    is_partial: bool
    not_yet_searchable: int

    @classmethod
    def of(cls, found: Hits) -> Self:
        """Convert a page."""
        return cls(
            hits=[HitAnswer.of(hit) for hit in found.hits],
            next_cursor=None if found.next_after is None else str(found.next_after),
            is_partial=found.is_partial,
            not_yet_searchable=found.not_yet_searchable,
        )

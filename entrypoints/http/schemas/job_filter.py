"""Query parameters that choose among a caller's jobs by what is known of them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from application.ports.job_filter import JobFilter
from domain.labels import LONGEST_TAG
from entrypoints.http.requests.validation import MAX_NAME_LENGTH, Text
from entrypoints.languages import read_language

_LONGEST_SECONDS = 10_000_000.0  # four months


def _in_utc(at: datetime) -> datetime:
    """Read a time without a zone, and a date alone, as UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _as_text(at: object) -> object:
    """Refuse a number of seconds, which nobody can read."""
    if isinstance(at, str) and not at.lstrip("+-").replace(".", "", 1).isdecimal():
        return at
    raise ValueError("Give a date or a time, such as 2026-11-30 or 2026-11-30T12:00:00Z.")


Language = Annotated[
    Text, Field(min_length=1, max_length=MAX_NAME_LENGTH), AfterValidator(read_language)
]
Seconds = Annotated[float, Field(ge=0, le=_LONGEST_SECONDS)]
Moment = Annotated[datetime, BeforeValidator(_as_text), AfterValidator(_in_utc)]


class JobFilterQuery(BaseModel):
    """Conditions on a job; all that are given must hold.

    `language` is a code or a name. `since` and `until` limit when the job was submitted.
    """

    tag: Annotated[Text, Field(max_length=LONGEST_TAG)] | None = None
    language: Language | None = None
    model: Annotated[Text, Field(max_length=MAX_NAME_LENGTH)] | None = None
    min_seconds: Seconds | None = None
    max_seconds: Seconds | None = None
    since: Moment | None = None
    until: Moment | None = None

    @property
    def filter(self) -> JobFilter:
        """The conditions as a value."""
        return JobFilter(
            tag=self.tag,
            language=self.language,
            model=self.model,
            shortest_seconds=self.min_seconds,
            longest_seconds=self.max_seconds,
            since=self.since,
            until=self.until,
        )

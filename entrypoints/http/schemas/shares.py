"""Models of links that share a transcript."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool

from application.sharing.policy import SharePolicy
from domain.job import Job
from domain.options import Task
from domain.share import LONGEST_LABEL, Share, ShareTerms
from entrypoints.http.requests.validation import NUMBER, ShownText
from entrypoints.http.schemas.spoken_language import SpokenLanguageAnswer

SHORTEST_SECONDS: Final = 60
LONGEST_SECONDS: Final = 3_650 * 86_400  # whatever the operator allows


class ShareRequest(
    BaseModel,
    extra="forbid",
    str_strip_whitespace=True,
    json_schema_extra={
        "examples": [{"label": "for Bob", "expires_in_seconds": 86_400, "audio": True}]
    },
):
    """A link to make. Without `expires_in_seconds` it is open for seven days.

    `label` is what you call it; readers do not see it. `audio` lets them hear the recording,
    `downloads` lets them take the transcript, and with `audio` the recording, as files.
    """

    label: Annotated[ShownText, Field(max_length=LONGEST_LABEL)] = ""
    expires_in_seconds: (
        Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS), NUMBER] | None
    ) = None
    audio: StrictBool = False
    downloads: StrictBool = False

    @property
    def lifetime(self) -> timedelta | None:
        """How long the link is to be open; None means as long as usual."""
        seconds = self.expires_in_seconds
        return None if seconds is None else timedelta(seconds=seconds)

    @property
    def terms(self) -> ShareTerms:
        """What the link offers."""
        return ShareTerms(self.label, audio=self.audio, downloads=self.downloads)


class ShareAnswer(BaseModel):
    """A link without its token."""

    id: UUID
    label: str
    audio: bool
    downloads: bool
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, share: Share, **more: str) -> Self:
        """Convert a link."""
        return cls(
            id=share.id,
            label=share.terms.label,
            audio=share.terms.audio,
            downloads=share.terms.downloads,
            created_at=share.created_at,
            expires_at=share.expires_at,
            **more,
        )


class NewShareAnswer(ShareAnswer):
    """A new link: `url` is shown only in this response."""

    url: str


class ShareListAnswer(BaseModel):
    """The open links to a job, newest first, and what the operator allows.

    `usual_seconds` is how long a link is open if nothing else is asked for, `longest_seconds` the
    most that may be asked for. If links are not `allowed`, none is made and none opens anything.
    """

    shares: Sequence[ShareAnswer]
    allowed: bool
    usual_seconds: int
    longest_seconds: int

    @classmethod
    def of(cls, shares: Sequence[Share], policy: SharePolicy) -> Self:
        """Convert links."""
        return cls(
            shares=[ShareAnswer.of(share) for share in shares],
            allowed=policy.allowed,
            usual_seconds=int(policy.usual.total_seconds()),
            longest_seconds=int(policy.longest.total_seconds()),
        )


class SharedAnswer(BaseModel):
    """What a link opens: the title, and what it offers besides the text. Durations in seconds."""

    id: UUID
    title: str
    task: Task
    language: str | None
    languages: list[SpokenLanguageAnswer]
    duration_seconds: float | None
    audio: bool
    downloads: bool
    expires_at: datetime

    @classmethod
    def of(cls, job: Job, share: Share) -> Self:
        """Convert a job for the readers of a link."""
        return cls(
            id=share.id,
            title=job.title,
            task=job.options.task,
            language=job.language,
            languages=SpokenLanguageAnswer.all_of(job.languages),
            duration_seconds=job.recording.duration_seconds,
            audio=share.terms.audio,
            downloads=share.terms.downloads,
            expires_at=share.expires_at,
        )

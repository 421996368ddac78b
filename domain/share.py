"""A share: a link with which anybody may read one transcript until a certain time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Final, NewType
from uuid import UUID

from domain.correction import Line
from domain.job import Job, JobId

ShareId = NewType("ShareId", UUID)

MARK: Final = "wts_"  # lets people, and scanners for leaked secrets, recognise a token
LONGEST_LABEL: Final = 100  # characters


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """What a link offers besides the text, and what its maker calls it.

    `audio` lets readers hear the recording; `downloads` lets them take files.
    """

    label: str = ""
    audio: bool = False
    downloads: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A link to one job's transcript, without its token.

    `key_digest` is that of the API key that made it, None after a login: it ends with its key.
    """

    id: ShareId
    job_id: JobId
    terms: ShareTerms
    digest: str
    created_at: datetime
    expires_at: datetime
    key_digest: str | None = None

    def is_open(self, *, at: datetime) -> bool:
        """Return whether the link has not ended at that time."""
        return at < self.expires_at


def shown_to_readers(job: Job, share: Share) -> Job:
    """Return the job with what readers may know: the link's id, and a file named by the title."""
    suffix = PurePath(job.recording.filename).suffix
    name = job.title if job.title.endswith(suffix) else f"{job.title}{suffix}"
    recording = replace(job.recording, filename=name)
    return replace(job, id=JobId(share.id), recording=recording)


async def as_shown(lines: AsyncIterator[Line]) -> AsyncIterator[Line]:
    """Yield the lines as their owner sees them, without what was corrected, counted anew from 0.

    A correction may have removed what nobody else should read. Lines of which the owner has said
    that nothing was said are left out.
    """
    index = 0
    async for line in lines:
        if not line.is_blank:
            yield Line(index, line.segment)
            index += 1

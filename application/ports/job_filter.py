"""Which jobs are meant, by what is known of them."""

from dataclasses import dataclass
from datetime import datetime
from math import nan

from domain.job import Job
from domain.labels import tag_key


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Conditions on a job, all of which must hold; None means any.

    `language` is the detected one, or that which was asked for before it is known. Lengths are in
    seconds; `since` and `until` limit the time when the job was submitted, both included.
    """

    tag: str | None = None
    language: str | None = None
    model: str | None = None
    shortest_seconds: float | None = None
    longest_seconds: float | None = None
    since: datetime | None = None
    until: datetime | None = None

    def fits(self, job: Job) -> bool:
        """Say whether the job meets all conditions."""
        seconds = job.recording.duration_seconds
        return (
            (self.tag is None or tag_key(self.tag) in map(tag_key, job.labels.tags))
            and self.language in {None, job.language}
            and self.model in {None, job.model}
            and (self.shortest_seconds is None or _known(seconds) >= self.shortest_seconds)
            and (self.longest_seconds is None or _known(seconds) <= self.longest_seconds)
            and (self.since is None or job.created_at >= self.since)
            and (self.until is None or job.created_at <= self.until)
        )


def _known(seconds: float | None) -> float:
    """Return a value that meets no condition if the length is not known."""
    return nan if seconds is None else seconds

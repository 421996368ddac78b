"""The options of one job as a single value, from the form to the job's row."""

from dataclasses import dataclass

from domain.options import TranscriptionOptions


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What a request asks of a job, besides the recording.

    Without a `model` the default one is used. With `reuse`, the job is completed at once if its
    result is known already. `webhook_url` is called when the job has ended. `title` is what the
    user calls it, in place of the file name.
    """

    options: TranscriptionOptions
    model: str | None = None
    reuse: bool = False
    webhook_url: str | None = None
    title: str | None = None

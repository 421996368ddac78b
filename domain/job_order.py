"""What a caller asks of a job, in one value from the form to the job's row."""

from dataclasses import dataclass

from domain.options import TranscriptionOptions


@dataclass(frozen=True, slots=True)
class JobOrder:
    """All that is asked besides the recording.

    Without a `model` the default one is taken. With `reuse`, a job whose result is known already
    is completed at once. `webhook_url` is told when the job has ended.
    """

    options: TranscriptionOptions
    model: str | None = None
    reuse: bool = False
    webhook_url: str | None = None

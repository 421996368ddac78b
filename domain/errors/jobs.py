"""Errors of jobs, transcripts and models."""

from collections.abc import Sequence

from domain.errors.kinds import ConflictError, NotFoundError, TranscriberError


class JobNotFoundError(NotFoundError):
    """There is no such job for this caller."""

    code = "job_not_found"

    def __init__(self, job_id: object) -> None:
        super().__init__(f"There is no job {job_id} of yours. It may have been deleted.")


class SegmentNotFoundError(NotFoundError):
    """The transcript has no segment with this index."""

    code = "segment_not_found"

    def __init__(self, index: object) -> None:
        super().__init__(f"There is no segment {index} in this transcript; they count from 0.")


class ModelNotServedError(NotFoundError):
    """The operator does not allow this model."""

    code = "model_not_found"

    def __init__(self, name: str, served: Sequence[str]) -> None:
        super().__init__(f"{name!r} is not served here. Choose one of: {', '.join(served)}.")


class ModelNotStoredError(NotFoundError):
    """The model has no download on this machine that could be removed."""

    code = "model_not_stored"

    def __init__(self, name: str, *, is_bundled: bool) -> None:
        super().__init__(
            f"The model {name!r} was not downloaded here: it came with the image, or is a folder "
            "that WHISPER_MODELS names. It stays."
            if is_bundled
            else f"There is no downloaded model {name!r}. `transcriber models list` shows all."
        )


class ModelBusyError(ConflictError):
    """The model is being downloaded or removed."""

    code = "model_busy"

    def __init__(self, name: str) -> None:
        super().__init__(f"The model {name!r} is being downloaded or removed. Try again later.")


class IllegalTransitionError(ConflictError):
    """The job's status does not allow the request."""

    code = "job_state_conflict"

    def __init__(self, status: str, wanted: str) -> None:
        again = " again" if status == wanted else ""
        super().__init__(f"The job {_is(status)}, so it cannot be {wanted}{again}.")


class StaleJobError(ConflictError):
    """The job was changed since it was read: by another attempt, a cancel or a delete."""

    code = "job_changed"

    def __init__(self, job_id: object) -> None:
        super().__init__(f"Job {job_id} has changed meanwhile. Read it again before you decide.")


class TranscriptNotReadyError(ConflictError):
    """The job is not completed, so it has no transcript yet."""

    code = "transcript_not_ready"

    def __init__(self, status: str) -> None:
        super().__init__(f"The job {_is(status)}; its transcript is available after completion.")


class IdempotencyKeyInUseError(ConflictError):
    """Another request with this key is still running."""

    code = "idempotency_key_in_use"

    def __init__(self) -> None:
        super().__init__(
            "Another request with this Idempotency-Key is being worked on. "
            "Wait for its answer, or ask again in a moment."
        )


class IdempotencyKeyReusedError(TranscriberError):
    """The key was used for another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used for another request (other fields or another file). "
            "Make a new key for each new request."
        )


def _is(status: str) -> str:
    return "has failed" if status == "failed" else f"is {status}"

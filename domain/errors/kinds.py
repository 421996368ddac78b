"""The base classes of all errors."""

from dataclasses import dataclass
from typing import ClassVar


class TranscriberError(Exception):
    """The base class of all errors whose message explains the fault to the user."""

    code: ClassVar[str] = "error"


class NotFoundError(TranscriberError):
    """The thing does not exist, or the caller may not know of it."""


class ConflictError(TranscriberError):
    """The thing exists, but its state does not allow the request."""


class UnauthenticatedError(TranscriberError):
    """The caller is not authenticated."""

    code = "not_authenticated"


class ForbiddenError(TranscriberError):
    """The caller is authenticated, but may not do this."""

    code = "forbidden"

    def __init__(self, why: str = "Only an admin of this service may do this.") -> None:
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field of a request, with a message for people."""

    field: str
    detail: str


class InvalidRequestError(TranscriberError):
    """One or more fields are wrong; all of them are reported together."""

    code = "invalid_request"

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__(" ".join(error.detail for error in errors))


class UploadRejectedError(TranscriberError):
    """The upload cannot become a job."""


class UnavailableError(TranscriberError):
    """A temporary fault; `retry_after_seconds` says when to try again."""

    retry_after_seconds: int = 10


class TooMuchError(TranscriberError):
    """A user is over a limit; `retry_after_seconds` says when to try again."""

    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(detail)


class TranscriptionFailedError(TranscriberError):
    """The job fails with this error; its code and message are stored with the job."""

    code = "transcription_failed"

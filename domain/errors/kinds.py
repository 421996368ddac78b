"""The base classes of all errors."""

from dataclasses import dataclass
from typing import ClassVar


class TranscriberError(Exception):
    """The root: whatever the service can explain."""

    code: ClassVar[str] = "error"


class NotFoundError(TranscriberError):
    """It does not exist, or it is not the caller's to know of."""


class ConflictError(TranscriberError):
    """It exists, but not in a state that allows this."""


class UnauthenticatedError(TranscriberError):
    """Nobody knows who is asking."""

    code = "not_authenticated"


class ForbiddenError(TranscriberError):
    """Who is asking is known, and may not do this."""

    code = "forbidden"

    def __init__(self, why: str = "Only an admin of this service may do this.") -> None:
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request that is wrong, in words a person understands."""

    field: str
    detail: str


class InvalidRequestError(TranscriberError):
    """One or more fields are wrong; all of them are named at once."""

    code = "invalid_request"

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__(" ".join(error.detail for error in errors))


class UploadRejectedError(TranscriberError):
    """What was uploaded cannot become a job."""


class UnavailableError(TranscriberError):
    """It may pass; `retry_after_seconds` says when to ask again."""

    retry_after_seconds: int = 10


class TooMuchError(TranscriberError):
    """One user wants more than their share; `retry_after_seconds` says when to ask again."""

    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(detail)


class TranscriptionFailedError(TranscriberError):
    """The job ends here; code and message are kept on it."""

    code = "transcription_failed"

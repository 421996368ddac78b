"""What can go wrong, as exceptions.

ClientError
├── ConnectionBrokenError    no answer came; it may be tried again
├── NotOursError             something answered that is not this service
├── RefusedError             the service refused, with problem details (RFC 9457)
│   ├── UnauthorizedError    401, 403
│   ├── NotFoundError        404
│   └── UnavailableError     429, 502, 503, 504: it may be tried again
├── LiveEndedError           the service ended a live session
└── JobNotCompletedError     the job has failed or was cancelled
"""

from typing import TYPE_CHECKING, Any, Final, Self

import httpx

if TYPE_CHECKING:
    from whisper_transcriber_client.results import Job

_PASSING: Final = frozenset({429, 502, 503, 504})
_KEY_IN_USE: Final = "idempotency_key_in_use"  # the first sending is still being read


class ClientError(Exception):
    """The base of all errors of this package."""

    passing = False
    """Whether the same request may succeed later."""


class ConnectionBrokenError(ClientError):
    """The service cannot be reached, or did not answer.

    `reached` says whether there was a connection. It is waited for only if it has been there
    before: a wrong address is told at once.
    """

    def __init__(self, sentence: str, *, reached: bool, passing: bool) -> None:
        super().__init__(sentence)
        self.reached = reached
        self.passing = passing

    @classmethod
    def of(cls, error: httpx.RequestError, address: str, *, met: bool) -> Self:
        """Explain a connection that failed or broke off; `met` if there was one before."""
        said = str(error) or type(error).__name__
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            sentence = f"{address} cannot be reached ({said})."
            return cls(sentence, reached=False, passing=met)
        if isinstance(error, httpx.TimeoutException):
            return cls(f"{address} does not answer.", reached=True, passing=True)
        sentence = f"The connection to {address} broke ({said})."
        return cls(sentence, reached=True, passing=True)

    @classmethod
    def of_line(cls, how: str) -> Self:
        """Say how an open live line ended."""
        return cls(f"The live line {how}.", reached=True, passing=True)


class NotOursError(ClientError):
    """Something answered as this service never does: another program, or a proxy."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.media_type = answer.headers.get("content-type", "no content type").partition(";")[0]
        self.location = answer.headers.get("location") if answer.is_redirect else None
        super().__init__(
            f"It answered {self.status} with {self.media_type}, which this service never does."
        )


class RefusedError(ClientError):
    """The service refused.

    `detail` is for people, `code` for programs; `fields` says what is wrong with each field of the
    request. `retry_after` is in seconds.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str | None = None,
        fields: dict[str, str] | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.fields = fields or {}
        self.retry_after = retry_after
        self.request_id = request_id
        self.passing = status in _PASSING or code == _KEY_IN_USE

    @classmethod
    def of(cls, answer: httpx.Response, problem: dict[str, Any]) -> Self:
        """Read the problem details of an answer."""
        after = answer.headers.get("retry-after", "")
        return cls(
            answer.status_code,
            str(problem.get("detail") or problem.get("title") or answer.reason_phrase),
            code=problem.get("code"),
            fields={each["field"]: each["detail"] for each in problem.get("errors", ())},
            retry_after=float(after) if after.isdecimal() else None,
            request_id=answer.headers.get("x-request-id"),
        )


class UnauthorizedError(RefusedError):
    """The token or key is missing, invalid, or may not do this."""


class NotFoundError(RefusedError):
    """There is no such thing, or it is somebody else's."""


class UnavailableError(RefusedError):
    """The service is busy, or is being restarted."""


class JobNotCompletedError(ClientError):
    """The job has failed or was cancelled; it is `job`."""

    def __init__(self, job: "Job") -> None:
        super().__init__(job.error_message or f"The job is {job.status}.")
        self.job = job


class LiveEndedError(ClientError):
    """The service ended a live session, or does not take its sound.

    `detail` is for people, `code` for programs.
    """

    def __init__(self, detail: str, *, code: str, passing: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.passing = passing


def error_of(answer: httpx.Response) -> ClientError:
    """Make the exception of an answer whose body has been read."""
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if isinstance(problem, dict) and isinstance(problem.get("error"), dict):  # of OpenAI's dialect
        problem = {"detail": problem["error"].get("message"), "code": problem["error"].get("code")}
    if not isinstance(problem, dict) or not {"detail", "title"} & problem.keys():
        return _without_problem(answer)
    return _kind(answer.status_code).of(answer, problem)


def _without_problem(answer: httpx.Response) -> ClientError:
    if answer.status_code in _PASSING:  # of a proxy
        return UnavailableError(answer.status_code, answer.reason_phrase)
    return NotOursError(answer)


def _kind(status: int) -> type[RefusedError]:
    if status in _PASSING:
        return UnavailableError
    return {401: UnauthorizedError, 403: UnauthorizedError, 404: NotFoundError}.get(
        status, RefusedError
    )

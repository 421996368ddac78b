"""Explain errors between this program and a server."""

from typing import Any, Final

import httpx
from typing_extensions import override

from domain.errors.kinds import TranscriberError
from entrypoints.cli.printable import printable

# Busy, restarting, or behind a proxy that finds it so; or the first sending is still being read.
PASSING_STATUS: Final = frozenset({429, 502, 503, 504})
PASSING_CODE: Final = "idempotency_key_in_use"
WRONG_PASSWORD: Final = "invalid_credentials"  # noqa: S105  # the code of a problem


class RemoteError(TranscriberError):
    """The server refused; `status` and `reason` come from its answer, if there was one.

    `sentence` may contain the server's words; `str()` makes it safe for a terminal.
    """

    code = "remote"

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        reason: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.reason = reason
        self.retry_after = retry_after

    @override
    def __str__(self) -> str:
        return printable(self.sentence)

    @property
    def passing(self) -> bool:
        """Whether a retry may succeed."""
        return self.status in PASSING_STATUS or self.reason == PASSING_CODE


class BrokenConnectionError(RemoteError):
    """The server did not answer; `met` is False if it was never reached."""

    code = "broken_connection"

    def __init__(self, sentence: str, *, met: bool) -> None:
        super().__init__(sentence)
        self.met = met

    @property
    @override
    def passing(self) -> bool:
        return True


class NotLoggedInError(RemoteError):
    """There is no token for this server, or it is no longer valid."""

    code = "not_logged_in"

    def __init__(self, server: str, why: str) -> None:
        super().__init__(f"{why} Log in: transcriber login --server {server}", status=401)


def unreachable(server: str, error: httpx.RequestError) -> BrokenConnectionError:
    """Explain a connection that failed or broke off."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return BrokenConnectionError(
            f"{server} cannot be reached ({error}). Does the service run, and is "
            "the address right? (--server, TRANSCRIBER_SERVER)",
            met=False,
        )
    if isinstance(error, httpx.TimeoutException):
        return BrokenConnectionError(f"{server} does not answer. Try again later.", met=True)
    return BrokenConnectionError(f"The connection to {server} broke ({error}).", met=True)


def refusal(server: str, answer: httpx.Response) -> RemoteError:
    """Explain an error response whose body has been read."""
    problem = _problem(answer)
    if problem is None:
        return not_ours(server, answer)
    detail = str(problem.get("detail") or problem.get("title") or answer.reason_phrase)
    if answer.status_code == httpx.codes.UNAUTHORIZED and problem.get("code") != WRONG_PASSWORD:
        return NotLoggedInError(server, _unadvised(detail))
    return RemoteError(
        detail,
        status=answer.status_code,
        reason=problem.get("code"),
        retry_after=_seconds(answer.headers.get("retry-after", "")),
    )


def not_ours(server: str, answer: httpx.Response) -> RemoteError:
    """Explain a response that this service never sends: another program's, or a proxy's."""
    kind = answer.headers.get("content-type", "no content type").partition(";")[0]
    target = answer.headers.get("location")
    hint = f"It points to {target}. " if answer.is_redirect and target else ""
    return RemoteError(
        f"{server} answered {answer.status_code} with {kind}, not as a transcriber does. {hint}"
        "Is the address right? (--server, TRANSCRIBER_SERVER)",
        status=answer.status_code,
    )


def _problem(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) and ("detail" in body or "title" in body) else None


def _unadvised(detail: str) -> str:
    """Leave out the server's own advice, since ours is more precise."""
    return detail.removesuffix("Log in again.").rstrip()


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if retry_after.isdecimal() else None

"""Explain errors between this program and a server."""

from typing import Final

from typing_extensions import override

from domain.errors.kinds import TranscriberError
from entrypoints.cli.printable import printable
from whisper_transcriber_client import (
    ClientError,
    ConnectionBrokenError,
    NotOursError,
    UnauthorizedError,
)

WRONG_PASSWORD: Final = "invalid_credentials"  # noqa: S105  # the code of a problem
_ADVICE: Final = "Log in again."  # ours is more precise
_WHERE: Final = "(--server, TRANSCRIBER_SERVER)"


class RemoteError(TranscriberError):
    """The server refused, or did not answer.

    `sentence` may contain the server's words; `str()` makes it safe for a terminal.
    """

    code = "remote"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    @override
    def __str__(self) -> str:
        return printable(self.sentence)


class BrokenConnectionError(RemoteError):
    """The server did not answer."""

    code = "broken_connection"


class NotLoggedInError(RemoteError):
    """There is no token for this server, or it is no longer valid."""

    code = "not_logged_in"

    def __init__(self, server: str, why: str) -> None:
        super().__init__(f"{why} Log in: transcriber login --server {server}")


def explained(server: str, error: ClientError) -> RemoteError:
    """Explain an error of the client."""
    match error:
        case ConnectionBrokenError(reached=False):
            return BrokenConnectionError(
                f"{error} Does the service run, and is the address right? {_WHERE}"
            )
        case ConnectionBrokenError():
            return BrokenConnectionError(f"{error} Try again later.")
        case NotOursError():
            return _not_ours(server, error)
        case UnauthorizedError(status=401, code=code) if code != WRONG_PASSWORD:
            return NotLoggedInError(server, error.detail.removesuffix(_ADVICE).rstrip())
    return RemoteError(str(error))


def _not_ours(server: str, error: NotOursError) -> RemoteError:
    hint = f"It points to {error.location}. " if error.location else ""
    return RemoteError(
        f"{server} answered {error.status} with {error.media_type}, not as a transcriber does. "
        f"{hint}Is the address right? {_WHERE}"
    )

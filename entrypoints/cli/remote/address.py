"""Find out which server and which account a command uses."""

import os
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from entrypoints.cli.errors import refuse
from entrypoints.cli.remote.credentials import Credential, Credentials
from entrypoints.cli.remote.errors import NotLoggedInError

SERVER: Final = "TRANSCRIBER_SERVER"
KEY: Final = "TRANSCRIBER_API_KEY"
HERE: Final = "http://127.0.0.1:8000"
_HOST: Final = re.compile(r"[\w.:-]+")


@dataclass(frozen=True, slots=True)
class Account:
    """A server, and what is shown to it."""

    server: str
    credential: Credential


def server_address(asked: str | None, credentials: Credentials) -> str:
    """Choose what was asked for, else TRANSCRIBER_SERVER, else where one logged in last."""
    address = asked or os.environ.get(SERVER) or credentials.latest or HERE
    address = address if "://" in address else f"http://{address}"
    if not _is_address(address):
        refuse(f"{address!r} is no address of a server. Write http://host:port or https://host.")
    return address.rstrip("/")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = _HOST.fullmatch(parts.hostname or "")
    return bool(parts.scheme in {"http", "https"} and host and has_port)


def ensure_sendable(secret: str) -> str:
    """Return the secret if a header can carry it. Ends the program in words otherwise."""
    if not (secret.isascii() and secret.isprintable()) or " " in secret:
        refuse("An API key consists of printable ASCII characters without blanks.")
    return secret


def account(asked: str | None) -> Account:
    """Find the server and the credential for it. Raises NotLoggedInError, CredentialsError."""
    credentials = Credentials()
    server = server_address(asked, credentials)
    if key := os.environ.get(KEY):
        return Account(server, Credential(ensure_sendable(key), is_api_key=True))
    credential = credentials.of(server)
    if credential is None:
        raise NotLoggedInError(server, f"You are not logged in to {server}.")
    return Account(server, credential)

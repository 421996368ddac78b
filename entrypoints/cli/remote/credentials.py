"""Store the user's credentials for each server in a private file."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from domain.errors.kinds import TranscriberError
from entrypoints.cli.leftovers import FOR_THE_USER_ALONE, draft_beside

NAME: Final = "credentials.json"


class CredentialsError(TranscriberError):
    """The file cannot be read or written; the message says what to do."""

    code = "credentials"


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential for a server: a token that expires, or an API key."""

    secret: str
    username: str | None = None
    is_api_key: bool = False


class Credentials:
    """One credential for each server, in a file with mode 0600 in XDG_CONFIG_HOME."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or _config_home() / "transcriber") / NAME

    def of(self, server: str) -> Credential | None:
        """Return the credential for this server."""
        kept = self._read()["servers"].get(server)
        return None if kept is None else Credential(**kept)

    @property
    def latest(self) -> str | None:
        """The server of the last login."""
        server: str | None = self._read().get("latest")
        return server

    def keep(self, server: str, credential: Credential) -> None:
        """Store it, and the server as the latest one."""
        kept = self._read()
        kept["servers"][server] = asdict(credential)
        self._write({**kept, "latest": server})

    def forget(self, server: str) -> None:
        """Remove the credential for this server."""
        kept = self._read()
        kept["servers"].pop(server, None)
        if kept.get("latest") == server:
            kept["latest"] = next(iter(kept["servers"]), None)
        self._write(kept)

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {"servers": {}}
        except OSError as error:
            raise CredentialsError(f"{self._file} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise self._damaged() from error
        if not isinstance(kept, dict) or not isinstance(kept.get("servers"), dict):
            raise self._damaged()
        return kept

    def _write(self, kept: dict[str, Any]) -> None:
        """Replace the file as a whole; nobody else can read it at any moment."""
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft_beside(self._file, mode=FOR_THE_USER_ALONE) as (draft, stream):
                stream.write(json.dumps(kept, indent=2).encode())
                stream.close()
                draft.replace(self._file)
        except OSError as error:
            raise CredentialsError(f"{self._file} cannot be written: {error.strerror}.") from error

    def _damaged(self) -> CredentialsError:
        return CredentialsError(f"{self._file} is damaged. Remove it and log in again.")


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")

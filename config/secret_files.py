"""Reads secrets from files, where Docker Compose and Kubernetes put them."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from config.settings import Settings

FOLDER: Final = Path("/run/secrets")
# Read by libraries directly from the environment.
FOREIGN: Final = frozenset(
    {"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "hf_token"}
)


def adopt_secret_files(
    folder: Path = FOLDER, environment: MutableMapping[str, str] = os.environ
) -> None:
    """Set the variable DATABASE_URL from a file `database_url`, and so on, unless it is set.

    Only files named like a setting, or like a variable that libraries read, are used. Line breaks
    at the end are removed. Raises OSError if a file exists but cannot be read.
    """
    for name in sorted(FOREIGN.union(Settings.model_fields)):
        file = folder / name
        if not environment.get(name.upper()) and file.is_file():
            environment[name.upper()] = file.read_text(encoding="utf-8").rstrip("\r\n")

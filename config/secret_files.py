"""Secrets that an orchestrator lays into files, as Docker Compose and Kubernetes do."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from config.settings import Settings

FOLDER: Final = Path("/run/secrets")
# Read by libraries, straight from the environment.
FOREIGN: Final = frozenset(
    {"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "hf_token"}
)


def adopt_secret_files(
    folder: Path = FOLDER, environment: MutableMapping[str, str] = os.environ
) -> None:
    """Set the variable DATABASE_URL from a file `database_url`, and so on, unless it is set.

    Only settings and a few names that libraries know are taken; other files are left alone. A line
    break at the end is no part of a secret. Raises OSError where a file is there but not readable.
    """
    for name in sorted(FOREIGN.union(Settings.model_fields)):
        file = folder / name
        if not environment.get(name.upper()) and file.is_file():
            environment[name.upper()] = file.read_text(encoding="utf-8").rstrip("\r\n")

"""Build the container image."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.image.base import ensure_base
from tools.image.engines import Engine

ROOT: Final = Path(__file__).parents[2]
NAME: Final = "whisper-transcriber"
# Build secrets by the variables that pip and OpenSSL themselves read on the host.
SECRETS: Final = {"pip.conf": "PIP_CONFIG_FILE", "ca.crt": "SSL_CERT_FILE"}


def build(engine: Engine, *, base: str | None, variant: str) -> str:
    """Build the image and give its name."""
    tag = f"{NAME}:{variant}"
    arguments = {"VERSION": _version(), "VARIANT": variant}
    if base := base or _own_base(engine):
        arguments["BASE"] = base
    engine.build(ROOT, tag, arguments, _secrets(os.environ))
    return tag


def _own_base(engine: Engine) -> str | None:
    """Docker fetches the Dockerfile's own base; elsewhere one is made."""
    return ensure_base(engine) if engine.host_network else None


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _secrets(environment: Mapping[str, str]) -> dict[str, Path]:
    named = {name: environment.get(variable) for name, variable in SECRETS.items()}
    return {name: Path(path) for name, path in named.items() if path and Path(path).is_file()}

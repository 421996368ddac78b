"""Real models for tests: downloaded once, as an operator would, into a folder that git ignores."""

import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from tests.e2e.cli.program import PROGRAM
from tests.services import do_without
from tools.demo.__main__ import surroundings

DOWNLOAD_SECONDS: Final = 1500  # 145 MB over a slow line
_ROOT: Final = Path(__file__).parents[2]


def models_folder() -> Path:
    """Say where models are kept: WHISPER_DOWNLOAD_DIR, else `build/models`."""
    return Path(os.environ.get("WHISPER_DOWNLOAD_DIR") or _ROOT / "build" / "models").resolve()


@cache
def fault_of_download(model: str) -> str | None:
    """Download a model that is not here yet; give the sentence that says why it cannot be."""
    done = subprocess.run(
        [PROGRAM, "models", "download", model],
        env={**surroundings(), "WHISPER_DOWNLOAD_DIR": str(models_folder())},
        capture_output=True,
        text=True,
        timeout=DOWNLOAD_SECONDS,
        check=False,
    )
    # Lines on progress come first.
    return done.stderr.strip().splitlines()[-1] if done.returncode else None


def settings_of(model: str) -> dict[str, str]:
    """Give the variables with which a program uses this model; skip where it cannot be had."""
    fault = fault_of_download(model)
    if fault is not None:
        do_without(f"The model {model} cannot be downloaded: {fault}")
    return {
        "WHISPER_MODEL": model,
        "WHISPER_DOWNLOAD_DIR": str(models_folder()),
        "WHISPER_OFFLINE": "true",
    }

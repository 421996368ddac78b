"""With which model the attacked service works."""

import os
from collections.abc import Mapping

from tests.digits_model import digits_settings
from tests.real.models import fault_of_download, models_folder

BASE = "base"


def models_of_attack(*, real: bool) -> Mapping[str, str]:
    """Give its variables: those of this run's environment, else `base`, else the tests' model."""
    given = {name: value for name, value in os.environ.items() if name.startswith("WHISPER_")}
    if "WHISPER_MODEL" in given or "WHISPER_MODELS" in given:
        return {"WHISPER_MODEL": BASE, **given}
    if real and fault_of_download(BASE) is None:
        return {"WHISPER_MODEL": BASE, "WHISPER_DOWNLOAD_DIR": str(models_folder())}
    return digits_settings()

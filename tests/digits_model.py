"""Where tests find a model that understands digits."""

from pathlib import Path

import pytest

from adapters.whisper.settings import ModelSources
from domain.options import ModelName

DIGITS = ModelName("digits")
_ROOT = Path(__file__).parent.parent
BUNDLED = _ROOT / "models" / "digits"
_PLACES = (BUNDLED, _ROOT.parent / "shared" / "models" / "digits-reference")


def digits_folder() -> Path:
    """Give the bundled model's folder; while there is none yet, that of its forerunner."""
    for place in _PLACES:
        if (place / "model.bin").is_file():
            return place
    pytest.skip("neither models/digits nor ../shared/models/digits-reference is there")


def digits_sources() -> ModelSources:
    """Name the model as the service does."""
    return ModelSources({DIGITS: digits_folder()}, offline=True)

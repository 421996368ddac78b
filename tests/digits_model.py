"""The model of the tests, which understands spoken digits only, and recordings that it understands.

Tests that need exact words use it: it is small, quick and always there. Its card is
`tests/digits/model/MODEL_CARD.md`; `tests/digits/training` is the program that made it.
"""

from pathlib import Path
from typing import Final

from domain.options import ModelName
from tests.memory.model_store import MemoryModelStore

DIGITS: Final = ModelName("digits")
DIGITS_FOLDER: Final = Path(__file__).parent / "digits" / "model"
SAMPLES: Final = Path(__file__).parent / "digits" / "samples"


def digits_store() -> MemoryModelStore:
    """Give the model its short name."""
    return MemoryModelStore({DIGITS: DIGITS_FOLDER})


def digits_settings() -> dict[str, str]:
    """Give the variables with which a service or a command uses this model."""
    return {"WHISPER_MODEL": DIGITS, "WHISPER_MODELS": f"{DIGITS}={DIGITS_FOLDER}"}

"""With which models the engine works, on what, and how much it may hold."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import PositiveFloat, PositiveInt, field_validator
from pydantic_settings import BaseSettings, NoDecode

DEFAULT_MODEL: Final = "base"

Device = Literal["auto", "cpu", "cuda"]
# What CTranslate2 computes with; whether a device can do it is seen when the model loads.
ComputeType = Literal[
    "auto",
    "default",
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
]


class WhisperSettings(BaseSettings):
    """What is said of the models."""

    whisper_model: str = DEFAULT_MODEL
    whisper_models: Annotated[tuple[str, ...], NoDecode] = ()
    whisper_device: Device = "auto"
    whisper_compute_type: ComputeType = "auto"
    whisper_lanes: PositiveInt | None = None
    whisper_max_batch: PositiveInt | None = None
    whisper_dynamic_models: Annotated[tuple[str, ...], NoDecode] = ()
    whisper_download_dir: Path | None = None
    whisper_offline: bool = False
    whisper_idle_seconds: PositiveFloat | None = 600.0
    whisper_memory_bytes: PositiveInt | None = None
    whisper_warm_up: bool = False

    @field_validator("whisper_device", "whisper_compute_type", mode="before")
    @classmethod
    def _small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def models(self) -> tuple[str, ...]:
        """The allowed models, the default first."""
        return tuple(dict.fromkeys((self.whisper_model, *self.whisper_models)))

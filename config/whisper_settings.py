"""The settings of the engine: models, devices and memory."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import PositiveFloat, PositiveInt, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

from config.model_names import ModelNames

DEFAULT_MODEL: Final = "base"
# OpenAI's model names, which programs written for its service send.
OPENAI_MODELS: Final = (
    "whisper-1",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "gpt-4o-transcribe-diarize",
)

Device = Literal["auto", "cpu", "cuda"]
# The compute types of CTranslate2; whether a device supports one is checked when the model loads.
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
    """The settings of models."""

    whisper_model: str = DEFAULT_MODEL
    whisper_models: Annotated[tuple[str, ...], NoDecode] = ()
    whisper_device: Device = "auto"
    whisper_compute_type: ComputeType = "auto"
    whisper_threads: PositiveInt | None = None
    whisper_lanes: PositiveInt | None = None
    whisper_max_batch: PositiveInt | None = None
    whisper_audio_context: Literal["auto", "full", "dynamic"] = "auto"
    whisper_download_dir: Path | None = None
    whisper_built_in_dir: Path | None = None
    whisper_offline: bool = False
    whisper_idle_seconds: PositiveFloat | None = 600.0
    whisper_memory_bytes: PositiveInt | None = None
    whisper_warm_up: bool = False
    openai_models: Annotated[tuple[str, ...], NoDecode] = OPENAI_MODELS

    @field_validator("whisper_device", "whisper_compute_type", mode="before")
    @classmethod
    def _small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _each_name_is_one_model(self) -> Self:
        self._names  # noqa: B018  # raises what is wrong
        return self

    @property
    def models(self) -> tuple[str, ...]:
        """The allowed models, the default first."""
        return self._names.names

    @property
    def default_model(self) -> str:
        """The model of a job that names none."""
        return self._names.names[0]

    @property
    def model_folders(self) -> Mapping[str, Path]:
        """The folders of the operator's own models."""
        return self._names.folders

    @property
    def models_dir(self) -> Path:
        """The folder of downloaded models."""
        return (
            self.whisper_download_dir or _cache() / "whisper-transcriber" / "models"
        ).expanduser()

    @property
    def openai_names(self) -> Mapping[str, str | None]:
        """Further names under /v1, and the model that each of them means; None is the default."""
        pairs = (each.partition("=") for each in self.openai_models)
        return {name.strip(): model.strip() or None for name, _, model in pairs}

    @property
    def _names(self) -> ModelNames:
        return ModelNames.read(self.whisper_model, self.whisper_models)


def _cache() -> Path:
    """Return the folder for downloaded files (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")

"""The settings of the folder that the service watches."""

from typing import Annotated

from pydantic import PositiveFloat, field_validator
from pydantic_settings import BaseSettings, NoDecode

from domain.document_format import DocumentFormat


class WatchSettings(BaseSettings):
    """Places are folders or `s3://bucket/prefix`; without `watch_folder` nothing is watched."""

    watch_folder: str | None = None
    watch_to: str | None = None
    watch_done: str | None = None
    watch_failed: str | None = None
    watch_formats: Annotated[tuple[DocumentFormat, ...], NoDecode] = (DocumentFormat.TXT,)
    watch_settle_seconds: PositiveFloat = 5.0

    @field_validator("watch_formats", mode="before")
    @classmethod
    def _with_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(name.strip().lower() for name in value.split(",") if name.strip())

"""Models (as in JSON) of Whisper models, as admins see them."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, Field

from application.models.manage_models import ModelView
from application.models.model_downloads import Download
from application.ports.model_store import Languages, Origin
from entrypoints.http.requests.validation import Text


class DownloadAnswer(BaseModel, from_attributes=True):
    """A running download, or the last one if it failed; `progress` goes from 0 to 1."""

    progress: float
    done_bytes: int
    whole_bytes: int
    error: str | None

    @classmethod
    def of(cls, download: Download) -> Self:
        """Convert a download."""
        return cls.model_validate(download)


class ManagedModelAnswer(BaseModel):
    """A model. `origin` is null if the model is not on this server; unknown values are null, too.

    Jobs may name `served` models; `loaded` ones are in memory and take so many bytes there.
    `size_bytes` is the size on disk, `memory_bytes` about what the model needs to run.
    """

    name: str
    is_default: bool
    served: bool
    loaded: bool
    bytes_held: int
    origin: Origin | None
    size_bytes: int | None
    memory_bytes: int | None
    parameters: int | None
    languages: Languages | None
    licence: str | None
    repository: str | None
    download: DownloadAnswer | None

    @classmethod
    def of(cls, view: ModelView) -> Self:
        """Convert a model; the path of its folder stays private."""
        known, stored, status = view.known, view.stored, view.status
        return cls(
            name=view.name,
            is_default=view.is_default,
            served=status is not None,
            loaded=status.loaded if status else False,
            bytes_held=status.bytes_held if status else 0,
            origin=stored.origin if stored else None,
            size_bytes=view.size_bytes,
            memory_bytes=known.memory_bytes if known else None,
            parameters=known.parameters if known else None,
            languages=known.languages if known else None,
            licence=known.licence if known else None,
            repository=known.repository if known else None,
            download=DownloadAnswer.of(view.download) if view.download else None,
        )


class ManagedModelListAnswer(BaseModel):
    """All models: those served, those on this server, and those of the catalogue."""

    models: Sequence[ManagedModelAnswer]

    @classmethod
    def of(cls, views: Sequence[ModelView]) -> Self:
        """Convert models."""
        return cls(models=[ManagedModelAnswer.of(view) for view in views])


class ModelChoice(
    BaseModel, extra="forbid", json_schema_extra={"examples": [{"name": "large-v3-turbo"}]}
):
    """The model that is meant: a name in the list, or an id of the model hub."""

    name: Annotated[Text, Field(min_length=1, max_length=200)]

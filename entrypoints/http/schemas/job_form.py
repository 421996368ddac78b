"""The form of a job."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, ValidationInfo, WithJsonSchema, field_validator

from application.models.served import served_model
from domain.errors.jobs import ModelNotServedError
from domain.job_order import JobOrder
from domain.option import Surface, offered
from domain.options import TranscriptionOptions
from entrypoints.http.requests.addresses import Address
from entrypoints.http.schemas.option_fields import asked, chosen

if TYPE_CHECKING:
    Options = BaseModel
else:
    Options = asked("Options", offered(TranscriptionOptions, Surface.FORM))


class JobForm(Options, extra="forbid", str_strip_whitespace=True):
    """The fields that go with a recording; missing ones take their defaults."""

    model: str | None = None
    reuse: bool = True
    webhook_url: Address | None = None
    url: Address | None = None
    upload: Annotated[UUID, WithJsonSchema({"type": "string"})] | None = None

    @field_validator("model")
    @classmethod
    def _served(cls, value: str | None, info: ValidationInfo) -> str | None:
        try:
            served_model((info.context or {})["models"], value)
        except ModelNotServedError as error:
            raise ValueError(str(error)) from error
        return value

    @property
    def options(self) -> TranscriptionOptions:
        """The options of the transcription."""
        options: TranscriptionOptions = chosen(self, TranscriptionOptions, Surface.FORM)
        return options

    @property
    def order(self) -> JobOrder:
        """Everything that the form asks of the job."""
        return JobOrder(self.options, self.model, self.reuse, self.webhook_url)

"""The form of a job."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, WithJsonSchema, field_validator

from application.models.served import served_model
from domain.errors.jobs import ModelNotServedError
from domain.job_order import JobOrder
from domain.labels import LONGEST_TITLE
from domain.option import Surface, offered
from domain.options import TranscriptionOptions
from entrypoints.http.requests.addresses import Address
from entrypoints.http.requests.validation import MAX_NAME_LENGTH, ShownText, Text
from entrypoints.http.schemas.option_fields import asked, chosen

if TYPE_CHECKING:
    Options = BaseModel
else:
    Options = asked("Options", offered(TranscriptionOptions, Surface.FORM))


class JobForm(Options, extra="forbid", str_strip_whitespace=True):
    """The fields that go with a recording; missing ones take their defaults.

    With `live` the recording comes over /v1/realtime, and `filename` is its name.
    """

    model: str | None = None
    reuse: bool = True
    webhook_url: Address | None = None
    url: Address | None = None
    upload: Annotated[UUID, WithJsonSchema({"type": "string"})] | None = None
    live: bool = False
    filename: Annotated[Text, Field(max_length=MAX_NAME_LENGTH)] | None = None
    title: Annotated[ShownText, Field(max_length=LONGEST_TITLE)] | None = None

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
        return JobOrder(self.options, self.model, self.reuse, self.webhook_url, self.title)

"""Documents what a route takes and answers, for OpenAPI."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel

from domain.errors.kinds import TranscriberError
from entrypoints.http.requests.queries import NoQuery

Schema = Mapping[str, Any]


class Access(Enum):
    """Who may call a route, and how they authenticate."""

    ANYBODY = "anybody"
    USER = "user"
    ADMIN = "admin"
    SCRAPER = "scraper"  # with the metrics token, if one is set


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a request or a response."""

    name: str
    description: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    required: bool = False


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON object; the model has the examples."""

    model: type[BaseModel]


@dataclass(frozen=True, slots=True)
class FormBody:
    """A multipart form: the model's fields and a file. `file` None means no file."""

    model: type[BaseModel]
    file: str | None = "file"
    file_required: bool = True


@dataclass(frozen=True, slots=True)
class BytesBody:
    """Bytes of one media type, streamed."""

    media_type: str
    description: str


Body = JsonBody | FormBody | BytesBody


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful response.

    `model` is its JSON; `media` maps further media types to an example text or None. A reply with
    neither has no body.
    """

    description: str
    model: type[BaseModel] | None = None
    media: Mapping[str, str | None] = field(default_factory=dict)
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of the HTTP layer, which is no error of the domain."""

    status: int
    code: str
    description: str
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """The documentation of a route.

    `query` is the model that the handler gives to `read_query`, or None if it does not call that.
    `path` describes path parameters that are not ids. `fails` are the errors that do not already
    follow from the body and the access.
    """

    summary: str
    tag: str
    replies: Mapping[int, Reply]
    description: str = ""
    access: Access = Access.USER
    takes_basic: bool = False
    """Whether an API key may come as the password of HTTP Basic."""
    query: type[BaseModel] | None = NoQuery
    body: Body | None = None
    headers: tuple[Header, ...] = ()
    path: Mapping[str, Schema] = field(default_factory=dict)
    fails: tuple[type[TranscriberError] | Fault, ...] = ()
    events: tuple[type[BaseModel], ...] = ()
    """The models of the data of server-sent events."""
    last_event: str | None = None
    """The data of the last event, if it is not JSON."""
    listed: bool = True


UNLISTED: Final = Operation(
    "A file of our own pages.", tag="Pages", access=Access.ANYBODY, replies={}, listed=False
)
"""Routes that only browsers use are not part of the API."""

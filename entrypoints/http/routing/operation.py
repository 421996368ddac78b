"""How a route says what it takes and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel

from domain.errors import TranscriberError
from entrypoints.http.requests.queries import NoQuery

Schema = Mapping[str, Any]


class Access(Enum):
    """Who may call it, and how they show who they are."""

    ANYBODY = "anybody"
    USER = "user"
    ADMIN = "admin"
    SCRAPER = "scraper"  # whoever has the metrics token, where one is set


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a request or an answer."""

    name: str
    description: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    required: bool = False


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON object; examples stand on the model."""

    model: type[BaseModel]


@dataclass(frozen=True, slots=True)
class FormBody:
    """A multipart form: the model's fields, and a file. None as `file` means that there is none."""

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
    """What comes back where all is well.

    `model` is for JSON; `media` names further media types, each with an example of its text or
    None. A reply with neither has no body.
    """

    description: str
    model: type[BaseModel] | None = None
    media: Mapping[str, str | None] = field(default_factory=dict)
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An error by its code: what HTTP itself refuses, which is no error of the domain."""

    status: int
    code: str
    description: str
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """The documentation of a route.

    `query` is the model that its handler gives to `read_query`, None where it calls it not;
    `path` describes parameters of the path that are not ids. `fails` are the errors that this
    route has beyond those that follow from what it takes and who may call it.
    """

    summary: str
    tag: str
    replies: Mapping[int, Reply]
    description: str = ""
    access: Access = Access.USER
    query: type[BaseModel] | None = NoQuery
    body: Body | None = None
    headers: tuple[Header, ...] = ()
    path: Mapping[str, Schema] = field(default_factory=dict)
    fails: tuple[type[TranscriberError] | Fault, ...] = ()
    events: tuple[type[BaseModel], ...] = ()
    """What the data of server-sent events may be."""
    last_event: str | None = None
    """What the last of them says, where that is no JSON."""
    listed: bool = True


UNLISTED: Final = Operation(
    "A file of our own pages.", tag="Pages", access=Access.ANYBODY, replies={}, listed=False
)
"""What only browsers ask for is no part of the API."""

"""The steps of a flow that speaks over a WebSocket. There is one line at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from whisper_transcriber_client.results.live import LiveNews


@dataclass(frozen=True, slots=True)
class Dial:
    """Open a line in place of the one before."""

    path: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """Send bytes over the line."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Hear:
    """Wait so many seconds for bytes.

    Is sent None if none came, and no bytes if the line was closed.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the caller something."""

    news: LiveNews


LineStep = Dial | Say | Hear | Tell

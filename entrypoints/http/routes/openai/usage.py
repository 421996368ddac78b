"""What a request counts for, in OpenAI's terms."""

from typing import Literal

from pydantic import BaseModel


class DurationUsage(BaseModel):
    """The usage in seconds of audio."""

    type: Literal["duration"] = "duration"
    seconds: float

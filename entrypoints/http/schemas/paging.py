"""Lists, a page at a time."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

MAX_SKIP: Final = 2**31 - 1  # what every database takes as an offset


class PageQuery(BaseModel, extra="forbid"):
    """Which part of a list."""

    skip: Annotated[int, Field(ge=0, le=MAX_SKIP)] = 0
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100

"""The query parameters of paged lists."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

MAX_SKIP: Final = 2**31 - 1  # the largest offset that every database takes


class PageQuery(BaseModel, extra="forbid"):
    """Which page of a list to return."""

    skip: Annotated[int, Field(ge=0, le=MAX_SKIP)] = 0
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100

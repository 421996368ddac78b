"""Where an answer is stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

Target = str | Path | BinaryIO
"""A file by its path, or an open file."""


@contextmanager
def opened_to_write(target: Target) -> Iterator[BinaryIO]:
    """Open a target. A file gets its name once it is complete. Raises OSError."""
    if not isinstance(target, str | Path):
        yield target
        return
    file = Path(target)
    draft = file.parent / f".{uuid4()}.part"
    try:
        with draft.open("xb") as stream:
            yield stream
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)

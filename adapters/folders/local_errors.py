"""Translate the errors of the operating system."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors.watching import PlaceUnavailableError


@contextmanager
def explained(place: Path, trouble: str = "cannot be written") -> Iterator[None]:
    """Raise PlaceUnavailableError with the place for every OSError."""
    try:
        yield
    except OSError as error:
        raise PlaceUnavailableError(f"{readable(place)} {trouble}: {error.strerror}.") from error


def readable(path: Path) -> str:
    """Write a path so that it can be shown anywhere."""
    text = bytes(path).decode(errors="replace")
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)

"""What users call their recordings: a title, tags and notes."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError

LONGEST_TITLE: Final = 255  # characters, like a file name
LONGEST_TAG: Final = 50
MOST_TAGS: Final = 20
LONGEST_NOTES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Labels:
    """A title in place of the file name, tags in the user's order, and notes.

    Two tags are the same if only their case differs.
    """

    title: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""

    @classmethod
    def of(cls, title: str | None, tags: tuple[str, ...], notes: str) -> "Labels":
        """Read what was typed: spaces around it are removed, and tags that are there already.

        Raises InvalidRequestError if there are too many tags.
        """
        named = {tag_key(tag): one_line(tag) for tag in reversed(tags) if one_line(tag)}
        if len(named) > MOST_TAGS:
            fault = f"A recording can have at most {MOST_TAGS} tags."
            raise InvalidRequestError(FieldError("tags", fault))
        return cls(one_line(title or "") or None, tuple(reversed(named.values())), notes.strip())


UNLABELLED: Final = Labels()


def one_line(text: str) -> str:
    """Make one line of a text, and write its letters as most programs do."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def tag_key(tag: str) -> str:
    """Return what two tags have in common if they are the same."""
    return one_line(tag).casefold()

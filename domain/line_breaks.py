"""Where a line of text may be broken."""

import re
from collections.abc import Sequence
from typing import Final, Protocol

_SPACES: Final = re.compile(r"\s+")


class LineBreaker(Protocol):
    """Knows the rules of each script: spaces, kinsoku, or a dictionary where words have none."""

    def __call__(self, text: str, language: str | None) -> Sequence[int]:
        """Return the indexes before which a line may begin, in order, and last the text's length.

        `language` is an ISO 639 code, or None if it is not known.
        """


def after_spaces(text: str, language: str | None = None) -> Sequence[int]:
    """Break after spaces only, which is right for no script without them."""
    del language
    found = [match.end() for match in _SPACES.finditer(text.rstrip())]
    return [*found, len(text)] if text else []

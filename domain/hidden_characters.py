"""Characters that are not seen and change how the text around them is shown.

Control characters, and the marks that embed, isolate or override the direction of writing: a text
with one of these can turn the line around, or drive a terminal. Marks that people type in Arabic,
Hebrew or Persian, and joiners of Indic scripts and emoji, reach no further than their neighbours
and stay. White space is none of them.
"""

import re
from typing import Final

# As the inside of a character class, also for JSON Schema.
HIDDEN: Final = r"\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069"
_ONE: Final = re.compile(f"[{HIDDEN}]")


def first_hidden(text: str) -> str | None:
    """Return the first hidden character, written as U+202E; None if there is none."""
    found = _ONE.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def without_hidden(text: str) -> str:
    """Remove the hidden characters."""
    return _ONE.sub("", text)

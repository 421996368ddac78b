"""Read JSON of a client, parts of which are sent back to it."""

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """Parse JSON.

    Raises ValueError, also for half a surrogate pair: only an escape can hold it, and no answer
    can. Raises RecursionError if it is nested too deeply.
    """
    read = json.loads(text)
    if ("\\u" if isinstance(text, str) else b"\\u") in text:  # type: ignore[operator]  # of one kind
        json.dumps(read, ensure_ascii=False).encode()
    return read

import re
from typing import Any, Final

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff]")


class PlainText(TypeDecorator[str]):
    """Text from outside, of any length.

    PostgreSQL refuses NUL in text, and no database accepts half of a surrogate pair. Both can occur
    in a file name or a user name, so both become U+FFFD instead of an error.
    """

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or _is_plain(value):
            return value
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", REPLACEMENT)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return value


def _is_plain(text: str) -> bool:
    return _UNKEEPABLE.search(text) is None

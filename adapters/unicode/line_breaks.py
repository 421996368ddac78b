"""Where lines may be broken, by ICU: UAX #14, and dictionaries for scripts without spaces."""

from collections.abc import Sequence
from itertools import accumulate

from icu4py.breakers import LineBreaker as IcuBreaker
from typing_extensions import override

from domain.line_breaks import LineBreaker

# Break Japanese between phrases and not between any two characters; ICU knows it for Korean, too.
_BY_PHRASE = "lw=phrase"


class IcuLineBreaker(LineBreaker):
    """Breaks by the rules of the text's script.

    Chinese and Japanese by kinsoku, Japanese between phrases; Thai, Lao, Khmer and Burmese between
    the words of a dictionary.
    """

    @override
    def __call__(self, text: str, language: str | None) -> Sequence[int]:
        breaker = IcuBreaker(text, f"{language or 'und'}@{_BY_PHRASE}")
        return list(accumulate(map(len, breaker)))  # `segments()` counts in UTF-16

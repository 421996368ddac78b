import unicodedata
from functools import cache

from typing_extensions import override

from application.ports.look_alikes import LookAlikes


class UnicodeLookAlikes(LookAlikes):
    """Compares character by character, by Unicode's list of confusable ones (UTS #39).

    The list takes a megabyte and some milliseconds to read, so it is read when it is needed.
    """

    @override
    def alike(self, one: str, other: str) -> bool:
        if one.isascii() and other.isascii():
            return False
        signs, others = (unicodedata.normalize("NFD", name) for name in (one, other))
        return (
            one != other
            and len(signs) == len(others)
            and all(_look_alike(*pair) for pair in zip(signs, others, strict=True))
        )


def _look_alike(sign: str, other: str) -> bool:
    return sign == other or not _looks(sign).isdisjoint(_looks(other))


@cache
def _looks(sign: str) -> frozenset[str]:
    """Give what a character may be taken for, itself among it."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  # see above

    return frozenset((sign, *(each["c"] for each in confusables_data.get(sign, ()))))

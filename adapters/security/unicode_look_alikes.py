import unicodedata
from functools import cache

from typing_extensions import override

from application.ports.look_alikes import LookAlikes


class UnicodeLookAlikes(LookAlikes):
    """Compares names character by character, with Unicode's list of confusables (UTS #39).

    The list takes a megabyte and some milliseconds to read, so it is read when first needed.
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
    """Return the characters that look like this one, including itself."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  # see above

    return frozenset((sign, *(each["c"] for each in confusables_data.get(sign, ()))))

"""Words and signs of several scripts, by their rank in frequency."""

from typing import Final

VOCABULARY: Final = 50_000
_SYLLABLES: Final = [first + vowel for first in "bdfgklmnprstvwz" for vowel in "aeiou"]
_ACCENTS: Final = str.maketrans("aeiou", "áèîõü")
_ARABIC: Final = [chr(code) for code in (*range(0x0628, 0x063B), *range(0x0641, 0x0649))]

HAN: Final = [chr(0x4E00 + number) for number in range(3_000)]
JAPANESE: Final = [chr(0x3042 + number) for number in range(80)] + HAN[:1_000]
HANGUL: Final = [chr(0xAC00 + 5 * number) for number in range(2_000)]
THAI: Final = [chr(0x0E01 + number) for number in range(46)]


def word(rank: int) -> str:
    """Return the word that is the `rank`-th in frequency; rarer words are longer."""
    return _spelled(rank + len(_SYLLABLES), _SYLLABLES)


def accented(rank: int) -> str:
    """Return the word as it is written with accents."""
    return word(rank).translate(_ACCENTS)


def arabic(rank: int) -> str:
    """Return the Arabic word that is the `rank`-th in frequency, without an article."""
    return _spelled(rank + len(_ARABIC) ** 2, _ARABIC)


def _spelled(number: int, syllables: list[str]) -> str:
    spelled: list[str] = []
    while number:
        number, digit = divmod(number, len(syllables))
        spelled.append(syllables[digit])
    return "".join(reversed(spelled))

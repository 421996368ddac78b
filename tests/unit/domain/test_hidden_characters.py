import re

import pytest

from domain.hidden_characters import HIDDEN, first_hidden, without_hidden

BAD = ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069"]
GOOD = [
    "one two",
    "tab\tand\nline",
    "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}",
    "\u05e9\u200f!",  # Hebrew with a right-to-left mark
    "\u0645\u06cc\u200c\u062e",  # Persian with a non-joiner
    "\N{MAN}\u200d\N{PERSONAL COMPUTER}",
]


@pytest.mark.parametrize("sign", BAD)
def test_invisible_characters_that_change_the_display_are_found_and_removed(sign: str) -> None:
    assert first_hidden(f"a{sign}b") == f"U+{ord(sign):04X}"
    assert without_hidden(f"a{sign}b") == "ab"


@pytest.mark.parametrize("text", GOOD)
def test_ordinary_text_is_unchanged(text: str) -> None:
    assert first_hidden(text) is None
    assert without_hidden(text) == text


@pytest.mark.parametrize("number", [*range(0x300), *range(0x2000, 0x2070)])
def test_each_control_character_is_white_space_or_hidden(number: int) -> None:
    sign = chr(number)
    is_control = number < 0x20 or 0x7F <= number < 0xA0
    is_direction = 0x202A <= number <= 0x202E or 0x2066 <= number <= 0x2069
    expected = is_direction or (is_control and not sign.isspace())
    assert bool(re.search(f"[{HIDDEN}]", sign)) == expected

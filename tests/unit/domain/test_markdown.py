import pytest

from domain import markdown
from domain.paragraphs import Paragraph


def test_a_paragraph_has_its_time_if_wanted() -> None:
    said = Paragraph(61.0, 62.0, "Hello there.")
    assert markdown.paragraph(said, times=True) == "\n**00:01:01** Hello there.\n"
    assert markdown.paragraph(said, times=False) == "\nHello there.\n"


def test_its_speaker_is_named() -> None:
    said = Paragraph(61.0, 62.0, "Hello.", "Anna_B")
    assert markdown.paragraph(said, times=True) == "\n**00:01:01 Anna\\_B:** Hello.\n"
    assert markdown.paragraph(said, times=False) == "\n**Anna\\_B:** Hello.\n"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("<script> & [x](y) !", r"\<script\> \& \[x\](y) \!"),
        ("# one", r"\# one"),
        ("- one", r"\- one"),
        ("12. one", r"12\. one"),
        ("1) one", r"1\) one"),
        ("--- or ===", r"\--- or ==="),
        ("$x$ ~y~ a|b", r"\$x\$ \~y\~ a\|b"),
        ("one - 2. two", "one - 2. two"),
        ("line\none", "line one"),
    ],
)
def test_what_was_said_is_never_read_as_markup(said: str, written: str) -> None:
    assert markdown.escaped(said) == written


def test_so_is_the_title() -> None:
    assert markdown.heading("a_b.mp3") == "# a\\_b.mp3\n"

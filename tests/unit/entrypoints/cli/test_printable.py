import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.cli.presenting import present
from entrypoints.cli.printable import json_printable, printable


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("talk.wav", "talk.wav"),
        ("Gespräch über 語.wav", "Gespräch über 語.wav"),
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("two\nlines\r", r"two\nlines\r"),
        ("\x9b31m", r"\x9b31m"),
        ("gnp.\u202egpj", r"gnp.\u202egpj"),
        ("a\u2028b", r"a\u2028b"),
        ("half \ud800", r"half \ud800"),
        ("\U000e0001tag", r"\U000e0001tag"),
        (None, "None"),
    ],
)
def test_what_would_act_on_a_terminal_stands_there_instead(sent: object, shown: str) -> None:
    assert printable(sent) == shown


@given(st.text())
def test_a_json_document_says_the_same_and_acts_on_nothing(text: str) -> None:
    written = json_printable(json.dumps({"name": text}, indent=2, ensure_ascii=False))
    assert json.loads(written) == {"name": text}
    acts = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert {each for each in written if unicodedata.category(each) in acts} <= {"\n"}


def test_what_json_itself_lets_through_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    present({"name": "\x9b2J \u202e"}, "", as_json=True)
    assert capsys.readouterr().out == '{\n  "name": "\\u009b2J \\u202e"\n}\n'

"""What `transcriber listen --server` prints."""

import pytest

from entrypoints.cli.listen.afar import Printer
from whisper_transcriber_client import LiveNews, LiveStored, LiveTurn, LiveWords

SPOKEN = (
    LiveStored(0, 0.0),
    LiveWords("1", "one"),
    LiveWords("1", " two"),
    LiveTurn("1", "one two", ()),
    LiveWords("2", "three"),
    LiveTurn("2", "three", ()),
)


def printed(*news: LiveNews, flowing: bool) -> str:
    said: list[str] = []
    printer = Printer(said.append, flowing=flowing)
    for each in news:
        printer.note(each)
    printer.end_line()
    return "".join(said)


@pytest.mark.parametrize("flowing", [True, False])
def test_each_turn_is_a_line(*, flowing: bool) -> None:
    assert printed(*SPOKEN, flowing=flowing) == "one two\nthree\n"


def test_words_without_an_end_stand_on_a_terminal_only() -> None:
    news = (LiveWords("1", "one"), LiveWords("2", "two"), LiveTurn("2", "two", ()))
    assert printed(*news, flowing=True) == "one\ntwo\n"
    assert printed(*news, flowing=False) == "two\n"


def test_a_turn_without_words_before_it_is_printed() -> None:
    assert printed(LiveTurn("1", "one", ()), flowing=True) == "one\n"

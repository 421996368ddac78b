import pytest

from domain.transcript import Segment, Word
from entrypoints.cli.transcribe.spoken import Spoken, printer

SAID = Segment(
    3725.5,
    3727.0,
    " a b\x1b[2J c",
    words=(Word(0, 1, " a", 0.9), Word(1, 2, " b\x1b[2J", 0.6), Word(2, 3, " c", 0.2)),
)


@pytest.mark.parametrize("how", Spoken)
def test_times_are_printed_with_hours_where_there_are_any(
    how: Spoken, capsys: pytest.CaptureFixture[str]
) -> None:
    printer(how)(SAID)
    assert capsys.readouterr().out.startswith("[01:02:05.500 --> 01:02:07.000] ")


@pytest.mark.parametrize("how", Spoken)
def test_what_acts_in_a_terminal_is_written_out(
    how: Spoken, capsys: pytest.CaptureFixture[str]
) -> None:
    printer(how)(SAID)
    assert r"b\x1b[2J" in capsys.readouterr().out


def test_words_have_the_colour_of_their_probability(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    printer(Spoken.COLOURED)(SAID)
    shown = capsys.readouterr().out
    assert "\x1b[32m a\x1b[0m" in shown
    assert "\x1b[33m b" in shown
    assert "\x1b[1;31m c\x1b[0m" in shown

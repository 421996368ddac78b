"""What a server says is shown to people, and never obeyed by their terminals."""

from io import StringIO
from typing import Any, Final

import httpx
import pytest
from rich.console import Console
from rich.progress import Progress

from entrypoints.cli.meter import LineMeter
from entrypoints.cli.meter_bars import BarMeter
from entrypoints.cli.remote.errors import NotLoggedInError, explained
from entrypoints.cli.remote.looking import outcome
from entrypoints.cli.remote.tables import described, states, tabulated
from tests.fakes.scripted_server import ADDRESS, problem
from whisper_transcriber_client.errors import NotOursError, error_of

EVIL: Final = "\x1b]0;owned\x07 \x9b2J\n0b9c completed\u202e"
SHOWN: Final = r"\x1b]0;owned\x07 \x9b2J\n0b9c completed\u202e"


def hostile_job() -> dict[str, Any]:
    named = ("job_id", "status", "original_filename", "model_name", "language", "error_message")
    return {
        **dict.fromkeys(named, EVIL),
        "created_at": "\x1b[2J2026-01-01T12:00:00Z",
        "progress": 0.5,
        "duration_seconds": 7.5,
        "attempts": EVIL,
        "warnings": [{"message": EVIL}],
    }


def ensure_harmless(text: str, *, lines: int) -> None:
    assert len(text.splitlines()) == lines
    assert all(each.isprintable() for each in text.replace("\n", ""))


def test_a_table_has_a_line_for_each_job_whatever_that_is_called() -> None:
    page = {"jobs": [hostile_job(), hostile_job()], "total": 2, "skip": 0}
    ensure_harmless(tabulated(page), lines=3)
    assert SHOWN in tabulated(page)


def test_a_job_is_described_a_fact_a_line() -> None:
    ensure_harmless(described(hostile_job()), lines=10)


def test_states_are_a_line_for_each_job() -> None:
    ensure_harmless(states([hostile_job(), hostile_job()]), lines=2)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_refusal_is_one_line(status: int) -> None:
    error = explained(ADDRESS, error_of(problem(status, EVIL)))
    assert SHOWN in str(error)
    ensure_harmless(str(error), lines=1)
    assert EVIL in error.sentence  # for programs, which get JSON


def test_an_answer_of_another_program_is_one_line() -> None:
    headers = httpx.Headers([("Content-Type", "text/\x9bhtml"), ("Location", "/\x9b2J")], "latin-1")
    ensure_harmless(
        str(explained(ADDRESS, NotOursError(httpx.Response(302, headers=headers)))), lines=1
    )


def test_who_is_not_logged_in_reads_one_line() -> None:
    ensure_harmless(str(NotLoggedInError(ADDRESS, EVIL)), lines=1)


def test_progress_in_lines_shows_names_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    LineMeter().done(EVIL, outcome(hostile_job()))
    ensure_harmless(capsys.readouterr().err.rstrip("\n"), lines=1)


def test_progress_in_bars_shows_names_and_ends() -> None:
    console = Console(record=True, width=1_000, file=StringIO())
    meter = BarMeter(Progress(console=console, auto_refresh=False))
    meter.at(EVIL, 0.5)
    meter.done(EVIL, EVIL)
    ensure_harmless(console.export_text().rstrip("\n"), lines=1)

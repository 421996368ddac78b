"""The demo keeps the service's log aside, and shows it when something fails."""

import os
from pathlib import Path

import pytest

from tools.demo.service import shown_on_failure


def test_a_demo_that_goes_well_shows_no_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with shown_on_failure(tmp_path / "log") as log:
        os.write(log, b'{"event": "model_source_failed"}\n')
    assert capsys.readouterr() == ("", "")


def test_a_demo_that_fails_shows_what_the_service_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit), shown_on_failure(tmp_path / "log") as log:
        _end_badly(log)
    assert capsys.readouterr().err == "no room\n"


def _end_badly(log: int) -> None:
    os.write(log, b"no room\n")
    raise SystemExit("The job failed.")

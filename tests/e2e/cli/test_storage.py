"""`transcriber storage adopt`, and a start on a storage that is another's."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.cli.program import ended, in_terminal, piped

PORT = {"PORT": "0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty database and the storage of another installation."""
    blobs = tmp_path / "data" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / "installation").write_text(f"{uuid4()}\n")
    assert piped(tmp_path, "migrate").returncode == 0
    return tmp_path


def finding(folder: Path, name: str) -> tuple[str, str]:
    told = json.loads(piped(folder, "doctor", "--json").stdout)["findings"][name]
    return told["verdict"], told["words"]


def test_the_storage_of_another_is_refused_until_it_is_adopted(folder: Path) -> None:
    refused = piped(folder, "serve", settings=PORT)
    assert refused.returncode == 1
    assert "this database is new" in refused.stderr
    assert "transcriber storage adopt" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert finding(folder, "mark")[0] == "failed"

    nobody = piped(folder, "storage", "adopt")
    assert nobody.returncode == 2
    assert "--yes" in nobody.stderr

    adopted = piped(folder, "storage", "adopt", "--yes", "--json")
    assert adopted.returncode == 0, adopted.stderr
    mark = json.loads(adopted.stdout)["mark"]
    assert (folder / "data" / "blobs" / "installation").read_text().startswith(mark)
    verdict, words = finding(folder, "mark")
    assert verdict == "ok"
    assert mark in words


def test_somebody_is_asked_and_may_say_no(folder: Path) -> None:
    before = (folder / "data" / "blobs" / "installation").read_text()
    terminal = in_terminal(folder, "storage", "adopt")
    terminal.expect("Go on?")
    terminal.sendline("n")
    assert ended(terminal) == 1
    assert (folder / "data" / "blobs" / "installation").read_text() == before

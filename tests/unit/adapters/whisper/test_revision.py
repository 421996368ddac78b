import os
from pathlib import Path

import pytest

from adapters.whisper.models.revision import revision_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.bin").write_bytes(bytes(9 * 2**20))
    return tmp_path


def test_the_same_files_elsewhere_are_the_same_revision(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("config.json", "model.bin"):
        (elsewhere / name).write_bytes((folder / name).read_bytes())
        os.utime(elsewhere / name, (1, 1))
    assert revision_of(elsewhere) == revision_of(folder)


@pytest.mark.parametrize("position", [0, 5 * 2**20, 9 * 2**20 - 70_000])
def test_other_weights_are_another_revision(folder: Path, position: int) -> None:
    before = revision_of(folder)
    with (folder / "model.bin").open("r+b") as weights:
        weights.seek(position)
        weights.write(os.urandom(2**18))  # as training would, but here only
    os.utime(folder / "model.bin", (1, 1))
    assert revision_of(folder) != before


@pytest.mark.parametrize("name", ["config.json", "vocabulary.json"])
def test_a_small_file_that_is_changed_or_added_makes_another(folder: Path, name: str) -> None:
    before = revision_of(folder)
    (folder / name).write_text('{"changed": true}')
    assert revision_of(folder) != before


def test_the_hubs_commit_is_the_revision(tmp_path: Path) -> None:
    snapshot = tmp_path / "models--x--y" / "snapshots" / "0123abcd"
    snapshot.mkdir(parents=True)
    assert revision_of(snapshot) == "0123abcd"


def test_a_missing_folder_has_no_revision(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        revision_of(tmp_path / "nothing")

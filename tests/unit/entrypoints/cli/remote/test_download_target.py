import os
import stat
from pathlib import Path

import pytest

from entrypoints.cli.remote.looking import _target
from entrypoints.cli.transcribe.outputs import OutputError


class LineCutError(Exception):
    pass


def test_a_download_is_whole_or_not_there_and_its_readers_alone(tmp_path: Path) -> None:
    with _target("0b9c", "txt", tmp_path) as (file, stream):
        stream.write(b"words")
        assert file == tmp_path / "0b9c.txt"
        assert not file.exists()
        (draft,) = tmp_path.iterdir()
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == b"words"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_broke_off_leaves_what_was_there(tmp_path: Path) -> None:
    kept = tmp_path / "talk.txt"
    kept.write_text("before")

    def break_off() -> None:
        with _target("0b9c", "txt", kept) as (_, stream):
            stream.write(b"half")
            raise LineCutError

    with pytest.raises(LineCutError):
        break_off()
    assert list(tmp_path.iterdir()) == [kept]
    assert kept.read_text() == "before"


def test_a_link_in_the_place_of_the_file_is_replaced_not_followed(tmp_path: Path) -> None:
    secret, link = tmp_path / "secret", tmp_path / "talk.txt"
    secret.write_text("mine")
    link.symlink_to(secret)
    with _target("0b9c", "txt", link) as (_, stream):
        stream.write(b"words")
    assert secret.read_text() == "mine"
    assert not link.is_symlink()
    assert link.read_text() == "words"


def test_links_under_the_names_of_drafts_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    (tmp_path / f".{os.getpid()}.part").symlink_to(secret)
    with _target("0b9c", "txt", tmp_path / "talk.txt") as (_, stream):
        stream.write(b"words")
    assert secret.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    target = _target("0b9c", "txt", tmp_path / "missing" / "talk.txt")
    with pytest.raises(OutputError, match="No such file or directory"), target:
        pass

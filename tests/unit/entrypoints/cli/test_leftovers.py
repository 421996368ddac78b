import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from entrypoints.cli.leftovers import AS_THE_UMASK_SAYS, FOR_THE_USER_ALONE, draft_beside
from entrypoints.cli.leftovers import temporary_folder as folder_of_ours

# Leaves the program inside of both blocks, as a signal does.
LEAVES_WITHIN = """
import os, sys
from pathlib import Path
from entrypoints.cli.leftovers import draft_beside, remove_leftovers, temporary_folder

with temporary_folder() as folder, draft_beside(Path(sys.argv[1]), mode=0o600) as (_, stream):
    (folder / "stdin").write_bytes(b"sound")
    stream.write(b"half")
    stream.flush()
    print(*(len(list(each.iterdir())) for each in (folder, Path(sys.argv[1]).parent)), flush=True)
    remove_leftovers()
    os._exit(7)
"""


def test_a_draft_that_is_moved_away_stays(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    with draft_beside(file, mode=FOR_THE_USER_ALONE) as (draft, stream):
        stream.write(b"said")
        stream.close()
        draft.replace(file)
    assert file.read_bytes() == b"said"
    assert list(tmp_path.iterdir()) == [file]


def test_a_draft_that_is_not_moved_away_is_removed(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="half"),
        draft_beside(tmp_path / "talk.txt", mode=AS_THE_UMASK_SAYS),
    ):
        raise ValueError("half")
    assert list(tmp_path.iterdir()) == []


def test_a_draft_has_the_rights_that_were_asked_for(tmp_path: Path) -> None:
    with draft_beside(tmp_path / "secret", mode=FOR_THE_USER_ALONE) as (draft, _):
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600


def test_a_temporary_folder_is_removed_with_what_is_in_it() -> None:
    with folder_of_ours() as folder:
        (folder / "stdin").write_bytes(b"sound")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_a_program_that_leaves_within_the_blocks_leaves_nothing(tmp_path: Path) -> None:
    out, spool = tmp_path / "out", tmp_path / "spool"
    out.mkdir()
    spool.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LEAVES_WITHIN, out / "talk.txt"],
        env={**os.environ, "TMPDIR": str(spool), "PYTHONPATH": str(Path(__file__).parents[4])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout == "1 1\n"
    assert list(out.iterdir()) == []
    assert list(spool.iterdir()) == []

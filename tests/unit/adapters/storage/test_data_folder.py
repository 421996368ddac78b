import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from adapters.storage.data_folder import (
    DataFolder,
    DataFolderInUseError,
    DataFolderUnusableError,
)

HOLD = """
import sys
from pathlib import Path
from adapters.storage.data_folder import DataFolder
with DataFolder(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "data"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_made_for_its_owner_alone(path: Path) -> None:
    with DataFolder(path).locked():
        assert permissions(path) == 0o700
        assert permissions(path / "lock") == 0o600


def test_the_folder_can_be_made_without_holding_it(path: Path) -> None:
    for _ in range(2):
        DataFolder(path).make()
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert list(path.iterdir()) == []


def test_a_folder_that_exists_keeps_its_permissions(path: Path) -> None:
    path.mkdir(parents=True)
    path.chmod(0o755)
    with DataFolder(path).locked():
        assert permissions(path) == 0o755


def test_a_second_process_is_refused_and_told_who_holds_the_folder(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(DataFolderInUseError) as refused, DataFolder(path).locked():
        pass
    assert f"process {holder.pid}" in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_holder_that_ends_frees_the_folder(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.communicate(timeout=10)
    with DataFolder(path).locked():
        assert (path / "lock").read_text() == str(os.getpid())


def test_a_holder_that_is_killed_frees_the_folder(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait(timeout=10)
    with DataFolder(path).locked():
        assert (path / "lock").read_text() == str(os.getpid())


def test_a_program_started_meanwhile_does_not_keep_the_folder(path: Path) -> None:
    with DataFolder(path).locked():
        sleeper = subprocess.Popen(["sleep", "60"], close_fds=False)
    try:
        with DataFolder(path).locked():
            pass
    finally:
        sleeper.kill()
        sleeper.wait(timeout=10)


def test_the_folder_can_be_taken_again_once_released(path: Path) -> None:
    folder = DataFolder(path)
    with folder.locked(), pytest.raises(DataFolderInUseError), DataFolder(path).locked():
        pass
    with folder.locked():
        pass


def test_a_path_that_is_a_file_is_unusable_and_the_message_says_what_to_do(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("in the way")
    with pytest.raises(DataFolderUnusableError, match="DATA_DIR"), DataFolder(path).locked():
        pass
    with pytest.raises(DataFolderUnusableError):
        DataFolder(path).secret("name", str)


def test_a_secret_is_made_once_and_then_read(path: Path) -> None:
    numbers = count()

    def make() -> str:
        return f"secret {next(numbers)}"

    assert DataFolder(path).secret("jwt", make) == "secret 0"
    assert DataFolder(path).secret("jwt", make) == "secret 0"
    assert DataFolder(path).secret("other", make) == "secret 1"
    assert permissions(path / "jwt") == 0o600
    assert sorted(file.name for file in path.iterdir()) == ["jwt", "other"]


def test_all_who_ask_at_once_get_the_same_secret(path: Path) -> None:
    folder, numbers = DataFolder(path), count()
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(folder.secret, "jwt", lambda: str(next(numbers))) for _ in range(64)
        ]
    assert len({answer.result() for answer in asked}) == 1
    assert [file.name for file in path.iterdir()] == ["jwt"]

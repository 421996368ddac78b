"""What an upload meets on a disk that is full, on a real one of a few megabytes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Run as the owner of a mount namespace of its own, so that no mount is left behind.
SCRIPT = """
import asyncio, pathlib, sys
from collections.abc import AsyncIterator
from adapters.storage.obstore_blobs import ObstoreBlobStore
from domain.errors.capacity import StorageFullError
from domain.job import BlobKey

disk = pathlib.Path(sys.argv[1])

async def megabytes(number):
    for _ in range(number):
        yield bytes(1 << 20)

async def is_full(work):
    try:
        await work
    except StorageFullError:
        return True
    return False

async def main():
    blobs = ObstoreBlobStore.from_url((disk / "blobs").as_uri())
    assert await is_full(blobs.write(BlobKey("audio/long"), megabytes(30))), "while it writes"
    assert await is_full(blobs.write(BlobKey("audio/last"), megabytes(12))), "with the last part"
    assert list((disk / "blobs").iterdir()) == [], "something was left behind"
    await blobs.check()
    await blobs.write(BlobKey("audio/short"), megabytes(1))
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass
    assert await is_full(blobs.check()), "the check"
    print("as it should be")

asyncio.run(main())
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> list[str]:
    """Give the command that runs the rest of its arguments where tmp_path is a disk of 10 MiB."""
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed, so there is no small disk to fill.")
    mount = f'mount -t tmpfs -o size=10m tmpfs "{tmp_path}" && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip("This machine does not allow a mount of its own, so there is no small disk.")
    return command


def test_a_full_disk_is_named_as_such_and_nothing_is_left_behind(
    small_disk: list[str], tmp_path: Path
) -> None:
    run = subprocess.run(
        [*small_disk, sys.executable, "-c", SCRIPT, str(tmp_path)],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.stdout == "as it should be\n", run.stderr

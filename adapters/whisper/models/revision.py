"""Identify the version of a model by its folder."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

# Large models have gigabytes of weights. Training changes all of them, so samples are enough.
SAMPLES: Final = 64
SAMPLE_BYTES: Final = 64 * 2**10
HUB_SNAPSHOTS: Final = "snapshots"  # huggingface_hub stores each commit in a folder with its id


def revision_of(folder: Path) -> str:
    """Return the version of the model in this folder: the hub's commit, or a hash of its files.

    Files of up to 4 MiB are hashed whole, larger ones by their length and samples. Reads the disk.
    Raises OSError.
    """
    if folder.parent.name == HUB_SNAPSHOTS:
        return folder.name
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return _hashed(tuple((file, _stamp(file)) for file in files))


def _stamp(file: Path) -> tuple[int, int]:
    known = file.stat()
    return known.st_size, known.st_mtime_ns


@lru_cache(maxsize=64)
def _hashed(files: tuple[tuple[Path, tuple[int, int]], ...]) -> str:
    digest = sha256()
    for file, (size, _) in files:
        digest.update(f"{file.name}\0{size}\0".encode())
        for block in _blocks(file, size):
            digest.update(block)
    return digest.hexdigest()[:16]


def _blocks(file: Path, size: int) -> Iterator[bytes]:
    step = max(SAMPLE_BYTES, size // SAMPLES)
    with file.open("rb") as opened:
        for position in range(0, size, step):
            opened.seek(position)
            yield opened.read(SAMPLE_BYTES)

"""Check whether the disk has enough free space."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Final

from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict

GIB: Final = 2**30
LEAST: Final = GIB // 4  # a database and its log need some space, even without audio


class DiskExamination(Examination):
    """Checks the disk of a folder, which may not exist yet.

    There should be space for the largest upload, `largest_bytes`.
    """

    def __init__(self, folder: Path, *, largest_bytes: int) -> None:
        self._folder = folder.resolve()
        self._largest_bytes = largest_bytes

    @override
    async def examine(self) -> Finding:
        return await asyncio.to_thread(self._look)

    def _look(self) -> Finding:
        there = next(each for each in (self._folder, *self._folder.parents) if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            return Finding(
                Verdict.FAILED,
                f"{there} cannot be written to by this user.",
                "Name another folder (DATA_DIR, --data-dir), or change its owner.",
            )
        free = shutil.disk_usage(there).free
        words = f"{free / GIB:.1f} GiB are free below {self._folder}."
        if free < LEAST:
            return Finding(Verdict.FAILED, words, "Make room, or name another folder (DATA_DIR).")
        if free < self._largest_bytes:
            advice = "One upload may be larger: make room, or lower MAX_UPLOAD_BYTES."
            return Finding(Verdict.WARNING, words, advice)
        return Finding(Verdict.OK, words)

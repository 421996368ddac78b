"""A disk of some megabytes that tests can fill; only chosen processes see it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.services import NotHereError

BLOCK: Final = bytes(1 << 16)


class SmallDisk:
    """Lies over `folder`, in a mount namespace of its own, so that no mount is left behind.

    `enter` is what a program must be started by to see it. Raises NotHereError to who is not root.
    """

    def __init__(self, folder: Path, *, size: str, owner: int) -> None:
        if os.geteuid() != 0 or not shutil.which("unshare"):
            raise NotHereError("only root can give a server a small disk here")
        options = f"size={size},mode=755,uid={owner},gid={owner}"
        mount = f'mount -t tmpfs -o {options} tmpfs "{folder}" && echo there && exec sleep infinity'
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", mount], stdout=subprocess.PIPE, text=True
        )
        assert self._holder.stdout
        if self._holder.stdout.readline() != "there\n":
            self.close()
            raise NotHereError("this machine does not allow a mount of its own")
        process = self._holder.pid
        self.enter = ("nsenter", f"--target={process}", "--mount", "--")
        self._filler = Path(f"/proc/{process}/root{folder}/filler")

    def fill(self) -> None:
        """Leave no room."""
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(BLOCK)
            except OSError:
                return

    def clear(self) -> None:
        """Give the room back."""
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        """Let it vanish, once nobody is on it any more."""
        self._holder.kill()
        self._holder.communicate()

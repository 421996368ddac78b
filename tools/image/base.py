"""A base image made from Debian's packages, for machines that reach no image registry."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tools.image.engines import Engine

SUITE: Final = "bookworm"
PACKAGES: Final = ("ca-certificates", "python3", "python3-venv")
IMAGE: Final = f"localhost/transcriber-base:{SUITE}"
DEBOOTSTRAP_SECONDS: Final = 900.0
# Of no use at run time, and half of the whole.
LEFT_OUT: Final = (
    "./var/cache/apt/archives/*",
    "./var/lib/apt/lists/*",
    "./var/log/*",
    "./usr/share/doc/*",
    "./usr/share/info/*",
    "./usr/share/locale/*",
    "./usr/share/man/*",
    "./dev/*",
)


def ensure_base(engine: Engine) -> str:
    """Give the name of the base image; make it once and keep it outside the tree."""
    archive = _cache() / f"base-{SUITE}.tar"
    if not archive.exists():
        _bootstrap(archive)
        engine.ask("import", str(archive), IMAGE)
    elif not engine.ask("images", "--quiet", IMAGE):
        engine.ask("import", str(archive), IMAGE)
    return IMAGE


def _cache() -> Path:
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "whisper-transcriber"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _bootstrap(archive: Path) -> None:
    """Fill a folder with Debian and pack it; the name appears only when all of it is there."""
    if shutil.which("debootstrap") is None:
        sys.exit("Making a base image needs: apt-get install debootstrap")
    print(f"Making a base image of Debian {SUITE}, once; it takes a minute or two ...")
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        root, packed = Path(folder, "root"), Path(folder, "base.tar")
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, root],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=DEBOOTSTRAP_SECONDS,
        )
        left_out = [f"--exclude={pattern}" for pattern in LEFT_OUT]
        subprocess.run(["tar", "-C", root, *left_out, "-cf", packed, "."], check=True, timeout=300)
        packed.replace(archive)

"""Download the page's JavaScript libraries from npm again."""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.vendor.libraries import LIBRARIES, Library


def main() -> None:
    """Fetch them all."""
    if shutil.which("npm") is None:
        sys.exit("npm is needed to fetch the page's libraries (Debian: apt-get install npm).")
    for library in LIBRARIES:
        with tempfile.TemporaryDirectory() as folder:
            fetch(library, Path(folder))
        print(f"{library.name} {library.version}")


def fetch(library: Library, folder: Path) -> None:
    """Fetch one package into a folder for the moment, and keep what is wanted of it."""
    wanted = f"{library.name}@{library.version}"
    subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
    shutil.rmtree(library.folder, ignore_errors=True)
    library.folder.mkdir(parents=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        for path, name in library.files.items():
            member = package.extractfile(f"package/{path}")
            if member is None:
                sys.exit(f"{wanted} has no file {path}.")
            (library.folder / name).write_bytes(member.read())
    (library.folder / "VERSION").write_text(f"{library.version}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Making folders for their owner alone."""

from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, with permissions 0700. Raises OSError.

    One that is there keeps its permissions. `mkdir(parents=True)` would give those above the
    permissions of the umask.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in (*reversed(missing), folder):
        each.mkdir(mode=0o700, exist_ok=True)

"""Create folders for their owner alone."""

from pathlib import Path


def make_private(folder: Path) -> None:
    """Create a folder and its missing parents with permissions 0700. Raises OSError.

    An existing folder keeps its permissions. `mkdir(parents=True)` would give the parents the
    permissions of the umask.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in (*reversed(missing), folder):
        each.mkdir(mode=0o700, exist_ok=True)

"""What a service has in its storage folder."""

from pathlib import Path

from adapters.storage.obstore_mark import KEY


def stored_files(folder: Path) -> list[Path]:
    """List what requests left in the storage of this data folder: all but its own mark."""
    blobs = folder / "blobs"
    return [path for path in blobs.rglob("*") if path.is_file() and path != blobs / KEY]

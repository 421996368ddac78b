"""Open the object store that a URL names."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, MemoryStore, S3Store
from typing_extensions import Unpack

from adapters.storage.local_folder import LocalFolder

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig, S3Config

# At 300 kB/s, a part of 8 MiB takes 30 s. obstore's own defaults retry for three minutes.
TIMEOUTS: Final["ClientConfig"] = {"timeout": "30s", "connect_timeout": "5s"}
RETRIES: Final["RetryConfig"] = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
ENDPOINT_VARIABLES: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


def store_at(url: str, **config: Unpack["S3Config"]) -> "tuple[ObjectStore, LocalFolder | None]":
    """Open the store at a `file://`, `s3://` or `memory://` URL; return it and its local folder.

    Raises ValueError for any other URL, AudioFolderUnusableError.
    """
    check_url(url)
    parts = urlsplit(url)
    match parts.scheme:
        case "file":
            folder = LocalFolder(Path(unquote(parts.path)))
            return LocalStore(folder.root, automatic_cleanup=True), folder
        case "s3":
            return _s3_store(url, config), None
        case _:
            return MemoryStore(), None


def check_url(url: str) -> None:
    """Return if the URL names a supported store. Raises ValueError otherwise."""
    parts = urlsplit(url)
    known = {
        "file": parts.netloc in {"", "localhost"} and parts.path,
        "s3": parts.netloc,
        "memory": True,
    }
    if not known.get(parts.scheme):
        raise ValueError(
            f"{url!r} is no place to store audio. Write file:///an/absolute/folder, "
            "s3://bucket/prefix or memory://."
        )


def _s3_store(url: str, config: "S3Config") -> S3Store:
    client: ClientConfig = {**TIMEOUTS, "allow_http": _endpoint(config).startswith("http://")}
    return S3Store.from_url(url, client_options=client, retry_config=RETRIES, **config)


def _endpoint(config: "S3Config") -> str:
    """Return the endpoint that obstore will use, to allow plain http if it says so."""
    from_environment = (os.environ.get(name) for name in ENDPOINT_VARIABLES)
    return config.get("endpoint") or next(filter(None, from_environment), "")

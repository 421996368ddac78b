"""The client of a service, whose errors are explained for a terminal."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from entrypoints.cli.remote.address import Account
from entrypoints.cli.remote.errors import explained
from whisper_transcriber_client import AsyncClient, ClientError

Json = dict[str, Any]


@asynccontextmanager
async def connected(account: Account) -> AsyncIterator[AsyncClient]:
    """Open it as somebody. Raises RemoteError for what fails in the context."""
    async with AsyncClient(account.server, api_key=account.credential.secret) as client:
        with explaining(account.server):
            yield client


@asynccontextmanager
async def anonymous(address: str) -> AsyncIterator[AsyncClient]:
    """Open it as nobody in particular. Raises RemoteError for what fails in the context."""
    async with AsyncClient(address) as client:
        with explaining(address):
            yield client


@contextmanager
def explaining(server: str) -> Iterator[None]:
    """Explain the client's errors. Raises RemoteError."""
    try:
        yield
    except ClientError as error:
        raise explained(server, error) from error

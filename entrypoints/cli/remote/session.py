"""Log in to a server and out of it."""

from contextlib import suppress

from entrypoints.cli.errors import refuse
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.remote.address import Account, account, ensure_sendable, server_address
from entrypoints.cli.remote.client import Json, anonymous, connected
from entrypoints.cli.remote.credentials import Credential, Credentials
from entrypoints.cli.remote.errors import NotLoggedInError
from entrypoints.cli.secrets import asked, asked_password, ensure_terminal, piped_secret
from whisper_transcriber_client import Login

FAREWELL = "Stopped."


def log_in(server: str | None, username: str | None, *, password_is_piped: bool) -> Json:
    """Exchange name and password for a token, and keep that. Raises RemoteError."""
    credentials = Credentials()
    address = server_address(server, credentials)
    if not password_is_piped:
        ensure_terminal("give --username with --password-stdin, or --api-key-stdin")
    elif username is None:
        refuse("Standard input holds the password, so give --username too.")
    name = username or asked("User name", default="admin")
    password = piped_secret("password") if password_is_piped else asked_password("Password")
    made = run_to_the_end(_login(address, name, password), farewell=FAREWELL)
    credentials.keep(address, Credential(made.token, username=name))
    return {"server": address, "username": name, "expires_in": made.expires_in}


def adopt_key(server: str | None) -> Json:
    """Keep an API key from standard input, if it is good. Raises RemoteError."""
    credentials = Credentials()
    address = server_address(server, credentials)
    credential = Credential(ensure_sendable(piped_secret("API key")), is_api_key=True)
    run_to_the_end(_try_out(Account(address, credential)), farewell=FAREWELL)
    credentials.keep(address, credential)
    return {"server": address, "username": None, "expires_in": None}


def log_out(server: str | None) -> Json:
    """Revoke the token and remove it here; an API key is only removed. Raises RemoteError.

    It is removed here even if the server refuses or does not answer.
    """
    who = account(server)
    try:
        if not who.credential.is_api_key:
            run_to_the_end(_end(who), farewell=FAREWELL)
    finally:
        Credentials().forget(who.server)
    return {"server": who.server}


async def _login(address: str, username: str, password: str) -> Login:
    async with anonymous(address) as client:
        return await client.login(username, password)


async def _try_out(who: Account) -> None:
    async with connected(who) as client:
        await client.jobs(limit=1)


async def _end(who: Account) -> None:
    with suppress(NotLoggedInError):  # it has expired
        async with connected(who) as client:
            await client.logout()

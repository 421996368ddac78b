"""Logging in and out."""

import sys

import typer

from entrypoints.cli.errors import refuse
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.remote.address import Account, account, server_address
from entrypoints.cli.remote.client import Json, Server
from entrypoints.cli.remote.credentials import Credential, Credentials
from entrypoints.cli.remote.errors import NotLoggedInError

FAREWELL = "Stopped."


def log_in(server: str | None, username: str | None, *, password_is_piped: bool) -> Json:
    """Exchange name and password for a token, and keep that. Raises RemoteError."""
    credentials = Credentials()
    address = server_address(server, credentials)
    name = username or _asked("User name", default="admin", piped=password_is_piped)
    password = _piped("password") if password_is_piped else _asked("Password", hidden=True)
    token = run_to_the_end(_token(address, name, password), farewell=FAREWELL)
    credentials.keep(address, Credential(token["access_token"], username=name))
    return {"server": address, "username": name, "expires_in": token["expires_in"]}


def adopt_key(server: str | None) -> Json:
    """Keep an API key from standard input, if it is good. Raises RemoteError."""
    credentials = Credentials()
    address = server_address(server, credentials)
    credential = Credential(_piped("API key"), is_api_key=True)
    run_to_the_end(_try_out(Account(address, credential)), farewell=FAREWELL)
    credentials.keep(address, credential)
    return {"server": address, "username": None, "expires_in": None}


def log_out(server: str | None) -> Json:
    """End the token and forget it; an API key is only forgotten. Raises RemoteError."""
    who = account(server)
    if not who.credential.is_api_key:
        run_to_the_end(_end(who), farewell=FAREWELL)
    Credentials().forget(who.server)
    return {"server": who.server}


async def _token(address: str, username: str, password: str) -> Json:
    async with Server.anonymous(address) as server:
        return await server.login(username, password)


async def _try_out(who: Account) -> None:
    async with Server.at(who) as server:
        await server.jobs(limit=1)


async def _end(who: Account) -> None:
    async with Server.at(who) as server:
        try:
            await server.logout()
        except NotLoggedInError:
            return  # it has ended by itself


def _asked(
    what: str, *, default: str | None = None, hidden: bool = False, piped: bool = False
) -> str:
    if piped or not sys.stdin.isatty():
        refuse("Nobody can be asked here: give --username, --password-stdin or --api-key-stdin.")
    answer: str = typer.prompt(what, default=default, hide_input=hidden, err=True)
    return answer


def _piped(what: str) -> str:
    secret = sys.stdin.readline().rstrip("\r\n")
    if not secret:
        refuse(f"Standard input holds no {what}.")
    return secret

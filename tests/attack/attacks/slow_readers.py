"""Strangers who ask for much and read nothing of it."""

import asyncio
import socket
from contextlib import suppress
from typing import Final

from tests.attack.attacks.many import many_at_once
from tests.attack.target import ATTACKERS_ADDRESS, Target

READERS: Final = 500
ASKED: Final = 50  # answers on each connection
_REQUEST: Final = b"GET /openapi.json HTTP/1.1\r\nHost: transcriber\r\n\r\n"


async def slow_readers(target: Target) -> None:
    """Ask for fifty copies of the API's description on each of 500 connections."""

    async def hold_one() -> None:
        with suppress(OSError):
            await _hold(target)

    await many_at_once(READERS, hold_one)


async def _hold(target: Target) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as connection:
        connection.setblocking(False)  # noqa: FBT003  # the standard library's
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.bind((ATTACKERS_ADDRESS, 0))
        await loop.sock_connect(connection, ("127.0.0.1", target.port))
        await loop.sock_sendall(connection, _REQUEST * ASKED)
        target.answers["asked"] += 1
        await asyncio.Event().wait()

"""Check whether the service can listen on its port."""

import asyncio
import errno
import socket
import urllib.error
import urllib.request
from typing import Final

from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict

SECONDS: Final = 3.0


class PortExamination(Examination):
    """Tries to listen briefly; if another process does, asks whether it is this service."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    @override
    async def examine(self) -> Finding:
        return await asyncio.to_thread(self._try)

    def _try(self) -> Finding:
        where = f"{self._host}:{self._port}"
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(address)
                listener.listen()
        except OSError as error:
            return self._taken(where, error)
        return Finding(Verdict.OK, f"{where} is free.")

    def _taken(self, where: str, error: OSError) -> Finding:
        if error.errno == errno.EADDRINUSE:
            if self._is_ours():
                return Finding(Verdict.OK, f"A service answers at {where} already.")
            return Finding(
                Verdict.FAILED,
                f"Another program is listening at {where}.",
                "Stop it, or choose another port (PORT, --port).",
            )
        return Finding(
            Verdict.FAILED,
            f"Cannot listen at {where}: {error.strerror}.",
            "Set HOST to an address of this machine, and PORT to a port above 1023.",
        )

    def _is_ours(self) -> bool:
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # a server's own notation
        host = everywhere.get(self._host, self._host)
        url = f"http://{host}:{self._port}/health/livez"
        try:
            with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # http only
                return bool(answer.status == 200)  # noqa: PLR2004
        except (OSError, urllib.error.URLError, ValueError):
            return False

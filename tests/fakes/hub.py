"""A hub of models on the loopback, with the addresses that huggingface_hub asks."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from typing_extensions import override

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_BLOCK = 8_192
LARGE = 10_000  # bytes, from which on a file is kept as a large one and known by its SHA-256


@dataclass
class FakeHub:
    """Repositories by name, and what was sent of them."""

    repositories: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    url: str = ""
    bytes_sent: int = 0
    starts: list[int] = field(default_factory=list)  # where large files were asked for from
    break_off_after: int | None = None
    changed: Mapping[str, bytes] = field(default_factory=dict)

    def described(self, repository: str) -> dict[str, Any]:
        siblings = [_sibling(*file) for file in self.repositories[repository].items()]
        return {"id": repository, "sha": COMMIT, "siblings": siblings}

    def content(self, repository: str, file: str) -> bytes:
        return self.changed.get(file, self.repositories[repository][file])


def _sibling(name: str, content: bytes) -> dict[str, Any]:
    blob = b"blob %d\0" % len(content) + content
    told: dict[str, Any] = {
        "rfilename": name,
        "size": len(content),
        "blobId": hashlib.sha1(blob, usedforsecurity=False).hexdigest(),
    }
    if len(content) >= LARGE:
        digest = hashlib.sha256(content).hexdigest()
        told["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 130}
    return told


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].strip("/")
        parts = path.split("/")
        repository = "/".join(parts[2:4] if parts[0] == "api" else parts[:2])
        if repository not in self.hub.repositories:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"})
        elif parts[0] == "api":
            self._send(200, json.dumps(self.hub.described(repository)).encode(), {})
        else:
            self._send_file(self.hub.content(repository, parts[-1]))

    def _send_file(self, content: bytes) -> None:
        wanted = self.headers.get("Range", "bytes=0-")
        start = int(wanted.removeprefix("bytes=").partition("-")[0])
        if len(content) >= LARGE:
            self.hub.starts.append(start)
        if start == 0:
            self._send(200, content, {}, counted=True)
            return
        covered = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._send(206, content[start:], {"Content-Range": covered}, counted=True)

    def _send(
        self, status: int, body: bytes, headers: Mapping[str, str], *, counted: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        sent = body[: self.hub.break_off_after] if counted else body
        self.close_connection = self.close_connection or len(sent) < len(body)
        with suppress(OSError):  # whoever asked was killed
            for start in range(0, len(sent), _BLOCK):
                self.wfile.write(sent[start : start + _BLOCK])
                self.hub.bytes_sent += len(sent[start : start + _BLOCK]) if counted else 0

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def fake_hub() -> Iterator[FakeHub]:
    """Serve until the block ends."""
    hub = FakeHub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False  # clients keep their connections open
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        serving.join()

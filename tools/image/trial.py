"""Test the image as a careful operator would run it: read-only, without rights, not as root."""

import asyncio
import json
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.digits_model import DIGITS_FOLDER, SAMPLES
from tools.demo.__main__ import follow, log_in, upload
from tools.demo.service import ADMIN_PASSWORD
from tools.image.engines import Engine

EXPECTED: Final = "three one four one five nine two six"
USER: Final = 10001
START_SECONDS: Final = 90.0
JOB_SECONDS: Final = 120.0
STOP_SECONDS: Final = 10.0
HARDENED: Final = (
    "--read-only",
    "--tmpfs=/tmp",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
)
# The model of the tests: small, and sure of its words.
MODEL: Final = (
    f"--volume={DIGITS_FOLDER}:/models/digits:ro",
    "--env=WHISPER_MODEL=/models/digits",
    "--env=WHISPER_AUDIO_CONTEXT=dynamic",
)
SAMPLE: Final = SAMPLES / "digits-en.wav"
# Runs inside: names every compiler and installer it finds, and what a process can do there.
INVENTORY: Final = """
import importlib.util, json, os, shutil
tools = "gcc g++ cc c++ clang ld make cmake pip pip3 uv curl wget git".split()
modules = "pip setuptools wheel ensurepip".split()
def writable(folder):
    try:
        open(folder + "/probe", "w").close()
    except OSError:
        return False
    os.unlink(folder + "/probe")
    return True
fixed = ["/", "/app", "/opt/venv", "/etc", "/home", "/var/tmp", "/run"]
open_to_it = ["/data", "/data/models", "/tmp"]
print(json.dumps({
    "tools": [t for t in tools if shutil.which(t)],
    "modules": [m for m in modules if importlib.util.find_spec(m)],
    "uid": os.getuid(), "gid": os.getgid(), "groups": os.getgroups(),
    "wrong": [f for f in fixed if writable(f)] + [f for f in open_to_it if not writable(f)],
}))
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """One image on one engine."""

    engine: Engine
    image: str

    def __call__(self) -> None:
        """Try all of it; end the program with a sentence where something is wrong."""
        with self._running() as (container, url):
            began = time.perf_counter()
            asyncio.run(_transcribe(url))
            self._report("ready, uploaded, transcribed", time.perf_counter() - began)
            self._look_inside(container)
            self._check_health(container)
            self._stop(container)
        self._size()

    @contextmanager
    def _running(self) -> Iterator[tuple[str, str]]:
        port = _free_port()
        with _secrets() as folder:
            secrets = f"--volume={folder}:/run/secrets:ro"
            flags = [*HARDENED, secrets, *MODEL, *self._reachable(port)]
            container = self.engine.start(self.image, flags)
            try:
                yield container, f"http://127.0.0.1:{port}"
            except BaseException:
                self.engine.print_log(container)
                raise
            finally:
                self.engine.ask("rm", "--force", "--volumes", container)

    def _reachable(self, port: int) -> list[str]:
        """Let nobody in but this machine."""
        if self.engine.host_network:
            return ["--env=HOST=127.0.0.1", f"--env=PORT={port}"]
        return [f"--publish=127.0.0.1:{port}:8000"]

    def _look_inside(self, container: str) -> None:
        found = json.loads(self.engine.ask("exec", container, "python3", "-c", INVENTORY))
        _ensure(not found["tools"], f"The image holds {', '.join(found['tools'])}.")
        _ensure(not found["modules"], f"Python still has {', '.join(found['modules'])}.")
        user = {found["uid"], found["gid"], *found["groups"]}
        _ensure(user == {USER}, f"It runs as {user}, not as {USER} alone.")
        _ensure(not found["wrong"], f"Wrongly writable or not: {', '.join(found['wrong'])}.")
        print(f"  runs as {USER}; only /data and /tmp are writable; no compiler, no installer")

    def _check_health(self, container: str) -> None:
        image = json.loads(self.engine.ask("image", "inspect", self.image))[0]
        # Docker keeps it in the configuration, podman beside it.
        check = image["Config"].get("Healthcheck") or image["Healthcheck"]
        self.engine.ask("exec", container, *check["Test"][1:])
        print("  its HEALTHCHECK passes")

    def _stop(self, container: str) -> None:
        began = time.perf_counter()
        self.engine.ask("stop", "-t", f"{STOP_SECONDS * 3:.0f}", container)
        seconds = time.perf_counter() - began
        state = json.loads(self.engine.ask("inspect", container))[0]["State"]
        _ensure(state["ExitCode"] == 0, f"SIGTERM ended it with {state['ExitCode']}.")
        _ensure(seconds < STOP_SECONDS, f"It took {seconds:.1f} s to stop.")
        self._report("stopped by SIGTERM", seconds)

    def _size(self) -> None:
        size = json.loads(self.engine.ask("image", "inspect", self.image))[0]["Size"]
        print(f"  {self.image}: {size / 2**20:.0f} MiB")

    @staticmethod
    def _report(what: str, seconds: float) -> None:
        print(f"  {what} in {seconds:.1f} s")


async def _transcribe(url: str) -> None:
    async with aiohttp.ClientSession(url) as client:
        await asyncio.wait_for(_until_ready(client), START_SECONDS)
        client.headers["Authorization"] = f"Bearer {await log_in(client)}"
        job = await asyncio.wait_for(follow(client, await upload(client, SAMPLE)), JOB_SECONDS)
    heard: Any = job["transcript"]
    _ensure(" ".join(heard.split()) == EXPECTED, f"It heard {heard!r}.")


async def _until_ready(client: aiohttp.ClientSession) -> None:
    while True:
        with suppress(aiohttp.ClientError):
            async with client.get("/health/readyz") as answer:
                if answer.ok:
                    return
        await asyncio.sleep(0.1)


@contextmanager
def _secrets() -> Iterator[Path]:
    """Lay the password into a file that the container's user can read."""
    with tempfile.TemporaryDirectory(prefix="transcriber-secrets-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "admin_bootstrap_password").write_text(ADMIN_PASSWORD + "\n")
        yield folder


def _ensure(holds: bool, otherwise: str) -> None:  # noqa: FBT001  # reads like assert
    if not holds:
        sys.exit(otherwise)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port

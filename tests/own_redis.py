"""A Redis of a test's own, which may be stopped, frozen and started again."""

import shutil
import signal
import subprocess
from pathlib import Path

from tests.services import do_without, free_port


class OwnRedis:
    """A server on the loopback address; its port stays the same when it is started again.

    What it holds survives that if it `keeps` a log of it.
    """

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        self._program = shutil.which("redis-server") or do_without(
            "redis-server is not installed, and this test has to stop and start one."
        )
        self._folder = folder
        self._log = "yes" if keeps else "no"
        self._port = free_port()
        self._process: subprocess.Popen[str] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    @property
    def process_id(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """Return once it takes connections."""
        command = [self._program, "--bind", "127.0.0.1", "--port", str(self._port), "--save", ""]
        self._process = subprocess.Popen(
            [*command, "--dir", str(self._folder), "--appendonly", self._log],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        for line in self._process.stdout:
            if "Ready to accept connections" in line:
                return
        self.stop()
        raise AssertionError("The Redis server ended before it took connections.")

    def freeze(self) -> None:
        """Take connections, but answer nobody."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate(timeout=10)
        self._process = None

    def forget(self) -> None:
        """Lose all that it holds, while it is stopped."""
        shutil.rmtree(self._folder / "appendonlydir", ignore_errors=True)

import socket
import subprocess
import time
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.digits_model import SAMPLES
from tests.e2e.cli.program import PROGRAM, SECONDS, environment

PASSWORD = "choose-a-password"


class ServiceProcess:
    """`transcriber serve` on a port and a folder that stay the same when it is started again."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self._settings = settings
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [PROGRAM, "serve", f"--port={self.port}", "--data-dir=data"],
            cwd=self.folder,
            env=environment(
                self.folder,
                {
                    "ADMIN_BOOTSTRAP_PASSWORD": PASSWORD,
                    "LOG_LEVEL": "WARNING",
                    **self._settings,
                },
            ),
        )
        try:
            self._until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            self._process.terminate()
        self._process.wait(SECONDS)

    def kill(self) -> None:
        """End it without any time to finish what it does."""
        self._process.kill()
        self._process.wait(SECONDS)

    def _until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            assert self._process.poll() is None, "The service ended; its own words say why."
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/health/readyz", timeout=5).is_success:
                    return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.1)
        raise TimeoutError


StartService = Callable[..., ServiceProcess]


@pytest.fixture
def start_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartService]:
    """Start services with settings of their own; all end with the test."""
    started: list[ServiceProcess] = []

    def start(**settings: str) -> ServiceProcess:
        started.append(ServiceProcess(tmp_path_factory.mktemp("service"), settings))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """One service for all tests of a file."""
    started = ServiceProcess(tmp_path_factory.mktemp("service"), {})
    yield started
    started.stop()


@pytest.fixture
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, so often that nobody has it done in a moment."""
    file = tmp_path_factory.mktemp("long") / "long.wav"
    with wave.open(str(SAMPLES / "digits-en.wav")) as sample, wave.open(str(file), "wb") as long:
        long.setparams(sample.getparams())
        frames = sample.readframes(sample.getnframes())
        for _ in range(300):
            long.writeframes(frames)
    return file

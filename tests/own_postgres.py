"""A PostgreSQL server of a test's own, which may be stopped and started again."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.services import NotHereError, free_port

STOP_SECONDS: Final = 60


class OwnPostgres:
    """A server on the loopback address; its port stays the same when it is started again.

    It trusts the machine not to fail (`fsync=off`, unless `settings` say otherwise); the server
    itself may die at any moment.
    Raises NotHereError where there are no programs for it.
    """

    def __init__(
        self, folder: Path, *, enter: Sequence[str] = (), settings: Mapping[str, str] | None = None
    ) -> None:
        """Make an empty one in `folder`; `enter` is what its programs are started by."""
        self._folder = folder
        self._settings = {"fsync": "off", **(settings or {})}
        self._run_as = (*enter, *_unprivileged(folder))
        self._pg_ctl = program("pg_ctl")
        self._data = folder / "data"
        self._port = free_port()
        make = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D", self._data)
        _run(*self._run_as, program("initdb"), *make)
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Return once it takes connections; about a second."""
        place = f"-p {self._port} -h 127.0.0.1 -k {self._folder}"
        settings = [f"-c {name}={value}" for name, value in self._settings.items()]
        options = " ".join([place, *settings])
        self._control("-l", self._folder / "log", "-o", options, "start")

    @property
    def runs(self) -> bool:
        """Ask its own program."""
        status: list[str | Path] = [*self._run_as, self._pg_ctl, "-D", self._data, "status"]
        return subprocess.run(status, check=False, capture_output=True, cwd="/").returncode == 0

    @property
    def process_id(self) -> int:
        """Name the process that all others of the server were started by.

        The file that says so may be on a disk that is there for the server's programs alone.
        """
        read: list[str | Path] = [*self._run_as, "head", "-n1", self._data / "postmaster.pid"]
        return int(subprocess.run(read, check=True, capture_output=True, cwd="/").stdout)

    def freeze(self) -> None:
        """Take connections, but answer nobody."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on where it was."""
        self._signal_all(signal.SIGCONT)

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `fast` puts all in order first, `immediate` is like a crash."""
        self._control("-m", mode, "-t", str(STOP_SECONDS), "stop")

    def _signal_all(self, number: signal.Signals) -> None:
        """Signal the one that starts others first: it starts none meanwhile."""
        first = self.process_id
        os.kill(first, number)
        for child in Path(f"/proc/{first}/task/{first}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), number)

    def _control(self, *arguments: str | Path) -> None:
        _run(*self._run_as, self._pg_ctl, "-w", "-D", self._data, *arguments)


def program(name: str) -> str:
    """Find one of PostgreSQL's: Debian keeps these out of the PATH, in a folder each version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))
    if found is None:
        raise NotHereError(f"{name} is not installed")
    return found


def _version(folder: Path) -> float:
    return float(folder.parent.name)


def _unprivileged(folder: Path) -> Sequence[str]:
    """PostgreSQL refuses to run as root, so then it runs as its own user."""
    if os.geteuid() != 0:
        return ()
    try:
        user = pwd.getpwnam("postgres")
    except KeyError as error:
        raise NotHereError("there is no user postgres to start PostgreSQL as") from error
    os.chown(folder, user.pw_uid, user.pw_gid)
    return "runuser", "-u", "postgres", "--"


def _run(*command: str | Path) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=2 * STOP_SECONDS, cwd="/")
    except (OSError, subprocess.SubprocessError) as error:
        raise NotHereError(f"{command} failed: {getattr(error, 'stderr', error)}") from error

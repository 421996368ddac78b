"""Run pip as a child process; pip is configured with its index, so no address is needed here."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from adapters.model_store.catalogue import Wheel
from adapters.model_store.room import NoRoomError
from adapters.model_store.source import NotOfferedError, SourceError, UnreachableError
from adapters.model_store.staging import DigestError, folder_bytes

_LOOK_SECONDS: Final = 0.2
_ASK_SECONDS: Final = 30.0
_OWN: Final = (sys.executable, "-m", "pip")
_QUIET: Final = ("--disable-pip-version-check", "--no-input", "--retries=1", "--timeout=15")
# pip reports errors only as text.
_BROKEN_LINE: Final = ("Retrying (", "ConnectionError", "ProxyError", "ReadTimeout")
_WRONG_HASH: Final = "DO NOT MATCH THE HASHES"
_NO_ROOM: Final = "No space left on device"


class Pip:
    """Downloads wheels with known hashes."""

    def __init__(self, command: Sequence[str] = _OWN, options: Sequence[str] = ()) -> None:
        """Use this pip; `options` may name another place for packages than pip's own."""
        self._command = command
        self._options = (*_QUIET, *options)

    def ensure_here(self) -> None:
        """Return if pip is installed. Raises NotOfferedError."""
        if self._command == _OWN and importlib.util.find_spec("pip") is None:
            raise NotOfferedError(
                "this installation has no pip that could fetch it from a package index"
            )

    def ask(self, wheel: Wheel) -> None:
        """Return if the index has the package. Raises SourceError."""
        try:
            done = subprocess.run(  # noqa: S603  # arguments of our own
                [*self._command, "index", "versions", wheel.package, *self._options],
                capture_output=True,
                text=True,
                timeout=_ASK_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreachableError("the package index does not answer") from error
        if done.returncode:
            raise _reason(done.stderr, wheel)

    def download(self, wheel: Wheel, place: Path, told: Callable[[int], None]) -> Path:
        """Download one wheel into an empty folder, report the bytes so far, and return its path.

        Raises SourceError, DigestError, NoRoomError, or what `told` raises.
        """
        wanted, target, said = place / "wanted.txt", place / "wheels", place / "said.txt"
        wanted.write_text(f"{wheel.package}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
        command = [
            *self._command, "download", *self._options, "--no-deps", "--only-binary=:all:",
            "--require-hashes", "--ignore-requires-python", "--no-cache-dir", "--progress-bar=off",
            f"--dest={target}", f"--requirement={wanted}",
        ]  # fmt: skip
        with said.open("w") as words:
            running = subprocess.Popen(  # noqa: S603  # arguments of our own
                command,
                stdout=words,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TMPDIR": str(place)},
            )
        try:
            self._watch(running, place, wheel, told)
        finally:
            running.kill()
            running.wait()
        if running.returncode:
            raise _reason(said.read_text(errors="replace"), wheel)
        return next(target.glob("*.whl"))

    def _watch(
        self,
        running: "subprocess.Popen[bytes]",
        place: Path,
        wheel: Wheel,
        told: Callable[[int], None],
    ) -> None:
        """Wait until pip ends. Its progress is the size of its files, as it reports none."""
        while running.poll() is None:
            told(min(folder_bytes(place), wheel.size_bytes))
            try:
                running.wait(_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue


def _reason(said: str, wheel: Wheel) -> SourceError | DigestError | NoRoomError:
    if _WRONG_HASH in said:
        return DigestError(wheel.package)
    if _NO_ROOM in said:
        return NoRoomError(wheel.size_bytes, 0)
    if any(words in said for words in _BROKEN_LINE):
        return UnreachableError("the package index cannot be reached")
    return NotOfferedError(f"the package index does not have {wheel.package} {wheel.version}")

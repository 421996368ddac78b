"""Find the container tools of this machine, and run them in one way."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BUILD_SECONDS: Final = 1800.0
COMMAND_SECONDS: Final = 120.0
PROBE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that speaks Docker's language, and what it wants said differently.

    `host_network`: containers share the host's network, so no port is published.
    """

    program: str
    build_command: tuple[str, ...]
    run_flags: tuple[str, ...] = ()
    host_network: bool = False

    def build(
        self, folder: Path, tag: str, arguments: Mapping[str, str], secrets: Mapping[str, Path]
    ) -> None:
        """Build a folder's Dockerfile; what it prints goes to the terminal."""
        flags = [f"--build-arg={name}={value}" for name, value in arguments.items()]
        flags += [f"--secret=id={name},src={path}" for name, path in secrets.items()]
        command = [*self.build_command, *flags, f"--tag={tag}", str(folder)]
        subprocess.run(command, check=True, timeout=BUILD_SECONDS)

    def start(self, image: str, flags: Sequence[str], command: Sequence[str] = ()) -> str:
        """Start a container in the background and give its id."""
        return self.ask("run", "--detach", *self.run_flags, *flags, image, *command)

    def ask(self, *arguments: str, timeout: float = COMMAND_SECONDS) -> str:
        """Run one of the engine's commands and give what it prints."""
        done = subprocess.run(
            [self.program, *arguments], capture_output=True, text=True, timeout=timeout, check=False
        )
        if done.returncode:
            sys.exit(f"{self.program} {arguments[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def print_log(self, container: str) -> None:
        """Pass on what a container wrote, on both of its outputs."""
        subprocess.run([self.program, "logs", container], check=False, timeout=COMMAND_SECONDS)


DOCKER: Final = Engine("docker", ("docker", "build"))
# Without systemd, cgroups and a bridge, as root in a container or a sandbox. Docker's format,
# since OCI's knows no HEALTHCHECK; no timers to run it, so the trial runs it by hand.
PODMAN: Final = Engine(
    "podman",
    ("buildah", "bud", "--isolation=chroot", "--format=docker", "--layers"),
    (
        "--runtime=runc",
        "--network=host",
        "--ulimit=nofile=1024:1024",
        "--ulimit=nproc=1024:1024",
        "--no-healthcheck",
        "--read-only-tmpfs=false",
    ),
    host_network=True,
)


def find_engine() -> Engine:
    """Take Docker where its engine answers, else buildah with podman, else say what is missing."""
    if shutil.which("docker") and _answers("docker", "info"):
        return DOCKER
    if all(map(shutil.which, ("buildah", "podman", "runc"))):
        return PODMAN
    sys.exit(
        "Building an image needs a Docker engine, or (as root) what Debian calls: "
        "apt-get install buildah podman runc debootstrap"
    )


def _answers(*command: str) -> bool:
    done = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False)
    return done.returncode == 0

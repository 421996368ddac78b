"""Programs that check what an operator runs; without one its tests are skipped, or fail in CI."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.services import do_without

ROOT = Path(__file__).parents[2]
SECONDS = 120.0
# Not settings of the service: obstore reads the first two, the distributed queue the last.
FOREIGN_VARIABLES = {"AWS_ENDPOINT_URL", "AWS_REGION", "JOB_QUEUE"}


def program(name: str, hint: str) -> str:
    """Find a program beside this Python or on the path."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(name)
    if found is None:
        do_without(f"{name} is not here ({hint})")
    return found


def output_of(*command: str) -> str:
    """Run a program and give what it prints; it must end well."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

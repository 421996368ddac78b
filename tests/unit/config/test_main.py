"""What holds for every command."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import os
from config import main
main._run = lambda: print(os.environ["OMP_WAIT_POLICY"])
main.main()
"""


@pytest.mark.parametrize(
    ("chosen", "policy"), [({}, "passive"), ({"OMP_WAIT_POLICY": "active"}, "active")]
)
def test_threads_sleep_while_they_wait_unless_the_operator_wants_them_to_spin(
    chosen: dict[str, str], policy: str
) -> None:
    others = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**others, **chosen},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == policy

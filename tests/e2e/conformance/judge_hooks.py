"""Read by the judge: who it is, and which things it should look at."""

import os
import random
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

import schemathesis
from hypothesis import strategies as st
from schemathesis.transport.serialization import Binary

TOKEN = os.environ["JUDGE_TOKEN"]
SPENDABLE = cycle(os.environ["JUDGE_SPENDABLE_TOKENS"].split())
JOBS = os.environ["JUDGE_JOBS"].split()
OWN_ID = os.environ["JUDGE_ID"]
SOUND = Path(os.environ["JUDGE_SOUND"]).read_bytes()

# In a form `1`, `on` and `yes` are true as well, which the judge takes for a breach of "boolean".
BOOLEANS = ("word_timestamps", "vad_filter", "condition_on_previous_text", "reuse", "stream")

# Stands for the sound until it is sent: the judge stumbles over bytes when it breaks a body.
A_FILE = "a recording"
schemathesis.openapi.format("binary", st.just(A_FILE))


@schemathesis.serializer("application/offset+octet-stream")
def as_it_is(_context: Any, value: Any) -> bytes:
    """Send bytes, or whatever a wrong value looks like."""
    return SOUND if value == A_FILE else str(value).encode()


@schemathesis.auth(refresh_interval=None)
class Bearer:
    """Shows a token; where it would end, one that may."""

    def get(self, _case: Any, _context: Any) -> str:
        return TOKEN

    def set(self, case: Any, token: str, _context: Any) -> None:
        shown = next(SPENDABLE) if case.operation.label == "POST /auth/logout" else token
        case.headers["Authorization"] = f"Bearer {shown}"


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Look at jobs that there are; leave the judge's own account alone."""
    if isinstance(case.body, dict) and case.media_type == "multipart/form-data":
        if case.body.get("file") == A_FILE:
            case.body["file"] = Binary(SOUND)
        for name in BOOLEANS:
            if name in case.body and not isinstance(case.body[name], bool):
                case.body[name] = "perhaps"
        if isinstance(case.body.get("multilingual"), bool):
            case.body["multilingual"] = "perhaps"
    path = case.path_parameters or {}
    if path.get("user_id") == OWN_ID and case.method != "GET":
        path["user_id"] = str(UUID(int=0))
    if _names_a_job_of_chance(case, path):
        path["job_id"] = JOBS[random.Random(path["job_id"]).randrange(len(JOBS))]


def _names_a_job_of_chance(case: Any, path: dict[str, Any]) -> bool:
    """Say whether a job's id was made up: in a chain of calls it is one that was made before."""
    if case.operation.label == "DELETE /jobs/{job_id}" or case.meta is None:
        return False
    if "job_id" not in path or "stateful" in str(case.meta.phase.name).lower():
        return False
    try:
        return str(UUID(str(path["job_id"]))) == str(path["job_id"])
    except ValueError:
        return False

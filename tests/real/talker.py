"""Somebody who hands recordings in over HTTP and waits for what was said."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True)
class Talker:
    """Uses a client that is logged in."""

    client: httpx.Client

    def job(self, recording: Path, **options: str) -> dict[str, Any]:
        """Hand a recording in and give the job as it is when it has ended."""
        with recording.open("rb") as file:
            answer = self.client.post(
                "/jobs/", files={"file": (recording.name, file)}, data={"reuse": "false", **options}
            )
        job_id = answer.raise_for_status().json()["job_id"]
        # The events of a job end with it.
        with self.client.stream("GET", f"/jobs/{job_id}/events") as events:
            for _ in events.iter_lines():
                pass
        job: dict[str, Any] = self.client.get(f"/jobs/{job_id}").raise_for_status().json()
        assert job["status"] == "completed", job["error_message"]
        return job

"""What is looked after in every mode."""

from pathlib import Path

import pytest

from config.chores import chores
from config.container import Container
from config.settings import JobQueueKind, Settings

DATABASES = {
    JobQueueKind.THREAD: None,
    JobQueueKind.DISTRIBUTED: "postgresql://127.0.0.1:1/nowhere",
}


@pytest.mark.parametrize("kind", DATABASES)
def test_jobs_without_a_message_and_silent_workers_are_looked_for(
    kind: JobQueueKind, tmp_path: Path
) -> None:
    """Also embedded: a cancel or an end that could not be written leaves such a job there too."""
    settings = Settings(
        _env_file=None, data_dir=tmp_path, job_queue=kind, database_url=DATABASES[kind]
    )
    found = {chore.name: chore.every_seconds for chore in chores(Container(settings=settings))}
    assert found["remind_queue"] <= 10
    assert found["reap_jobs"] <= settings.job_lease_seconds / 4

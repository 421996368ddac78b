"""What `doctor` says of the secrets."""

from pathlib import Path

import pytest

from application.ports.examination import Verdict
from config.commands.doctor import SecretsExamination
from config.settings import JobQueueKind, Settings

POSTGRES = "postgresql://db/transcriber"


async def test_one_process_may_make_its_secrets_itself(tmp_path: Path) -> None:
    finding = await SecretsExamination(Settings(data_dir=tmp_path)).examine()
    assert finding.verdict is Verdict.OK


@pytest.mark.parametrize(
    ("key", "verdict"), [(None, Verdict.WARNING), ("k" * 32, Verdict.OK)], ids=["none", "a key"]
)
async def test_many_processes_need_one_key(
    tmp_path: Path, key: str | None, verdict: Verdict
) -> None:
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "database_url": POSTGRES,
            "job_queue": JobQueueKind.DISTRIBUTED,
            "jwt_secret_key": key,
        }
    )
    finding = await SecretsExamination(settings).examine()
    assert finding.verdict is verdict

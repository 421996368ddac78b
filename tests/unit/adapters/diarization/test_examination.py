from pathlib import Path

import pytest

from adapters.diarization.examination import SpeakerModelsExamination
from adapters.diarization.models import SpeakerModels
from application.ports.examination import Verdict
from domain.errors.transcription import ModelUnavailableError


async def test_models_that_load_are_well() -> None:
    finding = await SpeakerModelsExamination(SpeakerModels()).examine()
    assert finding.verdict is Verdict.OK


async def test_models_that_are_gone_are_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="cannot be read"):
        await SpeakerModelsExamination(SpeakerModels(tmp_path)).examine()

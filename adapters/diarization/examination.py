"""Check that the networks of diarization load."""

import asyncio
from time import monotonic

from typing_extensions import override

from adapters.diarization.models import SpeakerModels
from application.ports.examination import Examination, Finding, Verdict


class SpeakerModelsExamination(Examination):
    """Loads both networks, as the first job with `diarize` would."""

    def __init__(self, models: SpeakerModels) -> None:
        self._models = models

    @override
    async def examine(self) -> Finding:
        began = monotonic()
        await asyncio.to_thread(self._models.load)
        seconds = monotonic() - began
        return Finding(Verdict.OK, f"The models that tell speakers apart load in {seconds:.1f} s.")

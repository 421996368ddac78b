"""Does the model load, and on what does it run?"""

import asyncio
from dataclasses import replace
from time import monotonic
from typing import Final

import ctranslate2
from typing_extensions import override

from adapters.whisper.models.loading import ModelLoader, is_path
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import ModelSources, Placement
from application.ports.examination import Examination, Finding, Verdict
from domain.errors import ModelUnavailableError, OutOfMemoryError
from domain.options import ModelName

_SETTINGS: Final = (
    "See WHISPER_MODEL, WHISPER_DEVICE and WHISPER_COMPUTE_TYPE; `transcriber models list` shows "
    "what is here."
)


class ModelExamination(Examination):
    """Loads the default model as a job would, but fetches nothing: that may take very long."""

    def __init__(
        self, pool: ModelPool, sources: ModelSources, placement: Placement, name: ModelName
    ) -> None:
        self._pool = pool
        self._here = ModelLoader(replace(sources, offline=True), placement)
        self._may_download = not sources.offline
        self._name = name

    @override
    async def examine(self) -> Finding:
        try:
            await asyncio.to_thread(self._here.locate, self._name)
        except ModelUnavailableError as error:
            return self._missing(error)
        try:
            return await self._loaded()
        except (ModelUnavailableError, OutOfMemoryError) as error:
            return Finding(Verdict.FAILED, str(error), _SETTINGS)

    async def _loaded(self) -> Finding:
        began = monotonic()
        async with self._pool.lend(self._name) as model:
            return Finding(
                Verdict.OK,
                f"{self._name!r} loads in {monotonic() - began:.1f} s, for {model.lanes} batches "
                f"at once; CUDA devices: {ctranslate2.get_cuda_device_count()}.",
            )

    def _missing(self, error: ModelUnavailableError) -> Finding:
        if self._may_download and not is_path(self._name):
            return Finding(
                Verdict.WARNING,
                f"{self._name!r} is not on this machine yet; the first job would download it.",
                f"Fetch it before: transcriber models download {self._name}",
            )
        return Finding(Verdict.FAILED, str(error), _SETTINGS)

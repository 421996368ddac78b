"""Check that the default model loads, and say what it runs on."""

import asyncio
from time import monotonic
from typing import Final

import ctranslate2
from typing_extensions import override

from adapters.whisper.models.pool import ModelPool
from application.ports.examination import Examination, Finding, Verdict
from application.ports.model_store import ModelStore
from domain.errors.transcription import ModelUnavailableError, OutOfMemoryError
from domain.options import ModelName

_SETTINGS: Final = (
    "See WHISPER_MODEL, WHISPER_DEVICE and WHISPER_COMPUTE_TYPE; `transcriber models list` shows "
    "what is here."
)


class ModelExamination(Examination):
    """Loads the default model as a job would, but downloads nothing, which may take very long."""

    def __init__(self, pool: ModelPool, store: ModelStore, name: ModelName) -> None:
        self._pool = pool
        self._store = store
        self._name = name

    @override
    async def examine(self) -> Finding:
        try:
            if await asyncio.to_thread(self._store.find, self._name) is None:
                return await self._missing()
            return await self._loaded()
        except (ModelUnavailableError, OutOfMemoryError) as error:
            return Finding(Verdict.FAILED, str(error), _SETTINGS)

    async def _loaded(self) -> Finding:
        began = monotonic()
        async with self._pool.acquire(self._name) as model:
            return Finding(
                Verdict.OK,
                f"{self._name!r} loads in {monotonic() - began:.1f} s, for {model.lanes} batches "
                f"at once; CUDA devices: {ctranslate2.get_cuda_device_count()}.",
            )

    async def _missing(self) -> Finding:
        await asyncio.to_thread(self._store.check, self._name)
        return Finding(
            Verdict.WARNING,
            f"{self._name!r} is not on this machine yet; the first job will download it.",
            f"Download it now: transcriber models download {self._name}",
        )

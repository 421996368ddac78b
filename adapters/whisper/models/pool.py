"""The pool of models in memory: loads each once, shares it, and unloads idle ones."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Condition, Timer
from time import monotonic
from typing import Final

import structlog
from faster_whisper import WhisperModel
from typing_extensions import override

from adapters.sound.threads import ended, in_thread, lower_priority, outcome_of
from adapters.whisper.heap import share_one_heap
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.models.loading import LoadedModel, ModelLoader, OpenModel, files_revision
from adapters.whisper.models.pooled_model import PooledModel
from adapters.whisper.settings import Placement, Retention
from application.ports.engine import EngineMonitor, ModelMetrics
from application.ports.model_store import ModelStore, Progress
from domain.errors.kinds import UnavailableError
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

_LOOK_SECONDS: Final = 1.0
_STOPPING: Final = "The transcription engine is stopping."


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request for a model of the pool, valid until it is released."""

    _pooled: PooledModel

    async def preparing(self) -> AsyncGenerator[float | None, None]:
        """Yield the downloaded share, at once and every second, until the load ends.

        None means that the download is done and the model is being loaded. A loaded model yields
        nothing.
        """
        if self._pooled.outcome.done():
            return
        yield self._pooled.download
        waiting = asyncio.create_task(ended(self._pooled.outcome))
        try:
            while not (await asyncio.wait({waiting}, timeout=_LOOK_SECONDS))[0]:
                yield self._pooled.download
        finally:
            waiting.cancel()

    async def model(self) -> LoadedModel:
        """Wait for the model. Raises ModelUnavailableError, OutOfMemoryError, UnavailableError."""
        return await outcome_of(self._pooled.outcome)


class ModelPool(EngineMonitor):
    """Loads each model once, shares it among all who need it, and unloads idle models.

    A caller that waits for a load may leave; the load goes on for the others. If a load fails, it
    fails for all who waited, and the next request tries again. If the memory budget is spent,
    unused models are unloaded, the one released longest ago first; a load that still does not fit
    waits until a model is released.
    """

    def __init__(
        self,
        *,
        store: ModelStore,
        placement: Placement | None = None,
        retention: Retention | None = None,
        open_model: OpenModel = WhisperModel,
    ) -> None:
        share_one_heap()
        self._store = store
        self._loader = ModelLoader(placement or Placement(), open_model)
        self._retention = retention or Retention()
        self._changed = Condition()
        self._models: dict[ModelName, PooledModel] = {}
        self._metrics: dict[ModelName, LaneMetrics] = {}
        self._closed = False

    @asynccontextmanager
    async def acquire(self, name: ModelName) -> AsyncIterator[LoadedModel]:
        """Acquire a model, after downloading and loading it if necessary.

        Raises ModelUnavailableError, OutOfMemoryError, UnavailableError once closed.
        """
        async with self.request(name) as requested:
            yield await requested.model()

    @asynccontextmanager
    async def request(self, name: ModelName) -> AsyncIterator["ModelRequest"]:
        """Request a model without waiting for it. Raises UnavailableError once closed."""
        pooled = self._use(name)
        try:
            yield ModelRequest(pooled)
        finally:
            self._release(pooled)

    async def warm(self, name: ModelName) -> None:
        """Load a model before the first job asks for it. Raises ModelUnavailableError."""
        async with self.acquire(name):
            pass

    async def close(self, *, wait_seconds: float = 5.0) -> None:
        """Stop all lanes and unload all models; recordings in progress fail.

        A lane ends after its current batch; each model's lanes are waited for at most
        `wait_seconds`. A process that ends without shutting its interpreter down need not wait; any
        other would crash while a lane still runs.
        """
        with self._changed:
            self._closed = True
            models = list(self._models.values())
            self._models.clear()
            self._changed.notify_all()
        loaded = [pooled.unload() for pooled in models]
        for model in filter(None, loaded):
            await asyncio.to_thread(model.scheduler.join, wait_seconds)

    def bytes_held(self, name: ModelName) -> int:
        """Return how many bytes of the model are in memory; 0 if it is not loaded."""
        with self._changed:
            pooled = self._models.get(name)
            return pooled.size_bytes if pooled and pooled.model else 0

    def revision(self, name: ModelName) -> str | None:
        """Return the version of the model that would be used now. Reads the disk."""
        with self._changed:
            pooled = self._models.get(name)
            model = pooled.model if pooled else None
        if model:
            return model.revision
        try:
            stored = self._store.find(name)
        except ModelUnavailableError:
            return None
        return (stored.revision or files_revision(stored.folder)) if stored else None

    @override
    def metrics(self) -> Sequence[ModelMetrics]:
        with self._changed:
            kept = list(self._metrics.values())
        return [metrics.snapshot() for metrics in kept]

    def _use(self, name: ModelName) -> PooledModel:
        with self._changed:
            if self._closed:
                raise UnavailableError(_STOPPING)
            pooled = self._models.get(name)
            if pooled is None:
                pooled = self._models[name] = PooledModel(name)
                metrics = self._metrics.setdefault(name, LaneMetrics(name))
                in_thread(lambda: self._load(pooled, metrics), f"whisper-load-{name}")
            pooled.cancel_unloading()
            pooled.uses += 1
            return pooled

    def _release(self, pooled: PooledModel) -> None:
        with self._changed:
            pooled.uses -= 1
            pooled.released_at = monotonic()
            self._changed.notify_all()
        self._unload_when_idle(pooled)

    def _unload_when_idle(self, pooled: PooledModel) -> None:
        """Unload an unused model, now or after the idle time."""
        idle_seconds = self._retention.idle_seconds
        with self._changed:
            if pooled.uses or pooled.model is None or idle_seconds is None:
                return
            pooled.cancel_unloading()
            if idle_seconds > 0:
                pooled.timer = Timer(idle_seconds, self._unload_unused, [pooled])
                pooled.timer.daemon = True
                pooled.timer.start()
                return
        self._unload_unused(pooled)

    def _unload_unused(self, pooled: PooledModel) -> None:
        with self._changed:
            if pooled.uses or self._models.get(pooled.name) is not pooled:
                return
            del self._models[pooled.name]
            pooled.unload()
            self._changed.notify_all()

    def _load(self, pooled: PooledModel, metrics: LaneMetrics) -> None:
        began = monotonic()
        try:
            stored = self._store.fetch(pooled.name, self._progress_of(pooled))
            lower_priority()  # inherited by the model's threads and its lanes
            pooled.download = None
            self._reserve_memory(pooled, self._loader.size_bytes(stored.folder))
            model = self._loader.load(stored, metrics)
        except BaseException as error:
            with self._changed:
                if self._models.get(pooled.name) is pooled:
                    del self._models[pooled.name]
                self._changed.notify_all()
            metrics.load_failed()
            log.warning("model_load_failed", model=pooled.name, exc_info=error)
            pooled.outcome.set_exception(error)
            return
        seconds = monotonic() - began
        metrics.loaded(seconds, pooled.size_bytes)
        log.info("model_loaded", model=pooled.name, seconds=round(seconds, 3))
        self._loaded(pooled, model)

    def _progress_of(self, pooled: PooledModel) -> Progress:
        def follow(done: int, whole: int) -> None:
            if self._closed:
                raise UnavailableError(_STOPPING)
            pooled.download = done / whole if whole else 0.0

        return follow

    def _loaded(self, pooled: PooledModel, model: LoadedModel) -> None:
        pooled.outcome.set_result(model)
        with self._changed:
            dropped = self._models.get(pooled.name) is not pooled
        if dropped:  # the pool was closed in the meantime
            pooled.unload()
        else:
            self._unload_when_idle(pooled)  # all who asked for it may have left

    def _reserve_memory(self, pooled: PooledModel, size_bytes: int) -> None:
        """Reserve memory for the model, unloading unused ones. Raises ModelUnavailableError."""
        budget = self._retention.budget_bytes
        with self._changed:
            if budget is not None and size_bytes > budget:
                raise ModelUnavailableError(
                    f"The model '{pooled.name}' needs {size_bytes} bytes of memory; this machine "
                    f"allows {budget} for models. Choose a smaller model."
                )
            while not self._closed and self._lacks_memory(size_bytes):
                if not self._unload_oldest():
                    self._changed.wait()
            if self._closed:
                raise UnavailableError(_STOPPING)
            pooled.size_bytes = size_bytes

    def _lacks_memory(self, size_bytes: int) -> bool:
        budget = self._retention.budget_bytes
        held = sum(pooled.size_bytes for pooled in self._models.values())
        return budget is not None and held + size_bytes > budget

    def _unload_oldest(self) -> bool:
        unused = [each for each in self._models.values() if each.model and not each.uses]
        if not unused:
            return False
        oldest = min(unused, key=lambda each: each.released_at)
        del self._models[oldest.name]
        oldest.unload()
        return True

"""The models in memory."""

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

from adapters.sound.threads import ended, in_thread, outcome_of, step_back
from adapters.whisper.heap import share_one_heap
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.models.holding import Holding
from adapters.whisper.models.loading import LoadedModel, ModelLoader, OpenModel, files_revision
from adapters.whisper.settings import Placement, Retention
from application.ports.engine import EngineMonitor, ModelMetrics
from application.ports.model_store import ModelStore, Progress
from domain.errors import ModelUnavailableError, UnavailableError
from domain.options import ModelName

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

_LOOK_SECONDS: Final = 1.0
_STOPPING: Final = "The transcription engine is stopping."


@dataclass(frozen=True, slots=True)
class Loan:
    """A model that somebody asked for, from then on until it is given back."""

    _holding: Holding

    async def preparing(self) -> AsyncGenerator[float | None, None]:
        """Yield how much of it is downloaded, at once and every second, until it loads or fails.

        None stands for the rest, which is reading it into memory. A loaded one yields nothing.
        """
        if self._holding.outcome.done():
            return
        yield self._holding.download
        waiting = asyncio.create_task(ended(self._holding.outcome))
        try:
            while not (await asyncio.wait({waiting}, timeout=_LOOK_SECONDS))[0]:
                yield self._holding.download
        finally:
            waiting.cancel()

    async def model(self) -> LoadedModel:
        """Wait for it. Raises ModelUnavailableError, OutOfMemoryError, UnavailableError."""
        return await outcome_of(self._holding.outcome)


class ModelPool(EngineMonitor):
    """Loads each model once, lends it to whoever needs it, and unloads what is idle.

    Whoever waits for a model that is being loaded can leave; the load goes on for the others. A
    load that fails fails those who waited, and the next one who asks tries again. Where the
    budget is spent, unused models go, the one released longest ago first; a load that still does
    not fit waits until a model is given back.
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
        self._holdings: dict[ModelName, Holding] = {}
        self._metrics: dict[ModelName, LaneMetrics] = {}
        self._closed = False

    @asynccontextmanager
    async def lend(self, name: ModelName) -> AsyncIterator[LoadedModel]:
        """Lend a model, downloading and loading it first if need be.

        Raises ModelUnavailableError, OutOfMemoryError, UnavailableError once closed.
        """
        async with self.ask_for(name) as loan:
            yield await loan.model()

    @asynccontextmanager
    async def ask_for(self, name: ModelName) -> AsyncIterator["Loan"]:
        """Ask for a model and be told how far it is. Raises UnavailableError once closed."""
        holding = self._take(name)
        try:
            yield Loan(holding)
        finally:
            self._give_back(holding)

    async def warm(self, name: ModelName) -> None:
        """Load a model before the first job asks for it. Raises ModelUnavailableError."""
        async with self.lend(name):
            pass

    async def close(self, *, wait_seconds: float = 5.0) -> None:
        """Stop all lanes and drop all models; recordings still under way fail.

        A lane ends after the batch it is at, and is waited for so long. A process that ends without
        tearing its interpreter down need not wait; any other would crash where the lane goes on.
        """
        with self._changed:
            self._closed = True
            holdings = list(self._holdings.values())
            self._holdings.clear()
            self._changed.notify_all()
        loaded = [holding.drop() for holding in holdings]
        for model in filter(None, loaded):
            await asyncio.to_thread(model.scheduler.join, wait_seconds)

    def holds(self, name: ModelName) -> int:
        """Say how many bytes of the model are in memory; 0 when it is not loaded."""
        with self._changed:
            holding = self._holdings.get(name)
            return holding.size_bytes if holding and holding.model else 0

    def revision(self, name: ModelName) -> str | None:
        """Name the version of the model that would be used now. Reads the disk."""
        with self._changed:
            holding = self._holdings.get(name)
            model = holding.model if holding else None
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

    def _take(self, name: ModelName) -> Holding:
        with self._changed:
            if self._closed:
                raise UnavailableError(_STOPPING)
            holding = self._holdings.get(name)
            if holding is None:
                holding = self._holdings[name] = Holding(name)
                metrics = self._metrics.setdefault(name, LaneMetrics(name))
                in_thread(lambda: self._load(holding, metrics), f"whisper-load-{name}")
            holding.stay()
            holding.uses += 1
            return holding

    def _give_back(self, holding: Holding) -> None:
        with self._changed:
            holding.uses -= 1
            holding.released_at = monotonic()
            self._changed.notify_all()
        self._rest(holding)

    def _rest(self, holding: Holding) -> None:
        """Let an unused model go, now or in a while."""
        idle_seconds = self._retention.idle_seconds
        with self._changed:
            if holding.uses or holding.model is None or idle_seconds is None:
                return
            holding.stay()
            if idle_seconds > 0:
                holding.timer = Timer(idle_seconds, self._unload_unused, [holding])
                holding.timer.daemon = True
                holding.timer.start()
                return
        self._unload_unused(holding)

    def _unload_unused(self, holding: Holding) -> None:
        with self._changed:
            if holding.uses or self._holdings.get(holding.name) is not holding:
                return
            del self._holdings[holding.name]
            holding.drop()
            self._changed.notify_all()

    def _load(self, holding: Holding, metrics: LaneMetrics) -> None:
        began = monotonic()
        try:
            stored = self._store.fetch(holding.name, self._follow(holding))
            step_back()  # the model's own threads and its lanes come out of this one
            holding.download = None
            self._make_room(holding, self._loader.size_bytes(stored.folder))
            model = self._loader.load(stored, metrics)
        except BaseException as error:
            with self._changed:
                if self._holdings.get(holding.name) is holding:
                    del self._holdings[holding.name]
                self._changed.notify_all()
            metrics.load_failed()
            log.warning("model_load_failed", model=holding.name, exc_info=error)
            holding.outcome.set_exception(error)
            return
        seconds = monotonic() - began
        metrics.loaded(seconds, holding.size_bytes)
        log.info("model_loaded", model=holding.name, seconds=round(seconds, 3))
        self._arrive(holding, model)

    def _follow(self, holding: Holding) -> Progress:
        def follow(done: int, whole: int) -> None:
            if self._closed:
                raise UnavailableError(_STOPPING)
            holding.download = done / whole if whole else 0.0

        return follow

    def _arrive(self, holding: Holding, model: LoadedModel) -> None:
        holding.outcome.set_result(model)
        with self._changed:
            forgotten = self._holdings.get(holding.name) is not holding
        if forgotten:  # the pool was closed meanwhile
            holding.drop()
        else:
            self._rest(holding)  # perhaps everybody who asked for it has left

    def _make_room(self, holding: Holding, size_bytes: int) -> None:
        """Count the model in, after unloading what is unused. Raises ModelUnavailableError."""
        budget = self._retention.budget_bytes
        with self._changed:
            if budget is not None and size_bytes > budget:
                raise ModelUnavailableError(
                    f"The model '{holding.name}' needs {size_bytes} bytes of memory; this server "
                    f"gives models {budget}. Choose a smaller one."
                )
            while not self._closed and self._lacks_room(size_bytes):
                if not self._unload_oldest():
                    self._changed.wait()
            if self._closed:
                raise UnavailableError(_STOPPING)
            holding.size_bytes = size_bytes

    def _lacks_room(self, size_bytes: int) -> bool:
        budget = self._retention.budget_bytes
        held = sum(holding.size_bytes for holding in self._holdings.values())
        return budget is not None and held + size_bytes > budget

    def _unload_oldest(self) -> bool:
        unused = [each for each in self._holdings.values() if each.model and not each.uses]
        if not unused:
            return False
        oldest = min(unused, key=lambda each: each.released_at)
        del self._holdings[oldest.name]
        oldest.drop()
        return True

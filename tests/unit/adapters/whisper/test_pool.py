"""The pool of models: loads each once, shares it, unloads it, and blocks no other model."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from typing_extensions import override

from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.pool import ModelPool, ModelRequest
from adapters.whisper.settings import Placement, Retention
from application.ports.model_store import Progress, StoredModel, unwatched
from domain.errors.kinds import UnavailableError
from domain.errors.transcription import ModelUnavailableError, OutOfMemoryError
from domain.options import ModelName
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel, model_folder
from tests.memory.model_store import MemoryModelStore

PATIENCE_SECONDS = 10.0
A, B, C = ModelName("a"), ModelName("b"), ModelName("c")


class Shelf:
    """Opens models, and remembers which; `gate` holds back every load while it is closed."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.asked_once = Event()
        self.gate = Event()
        self.gate.set()
        self.faults: list[Exception] = []

    def __call__(self, folder: str, **settings: Any) -> FakeWhisperModel:
        self.opened.append(Path(folder).name)
        self.asked.append(settings)
        self.asked_once.set()
        assert self.gate.wait(PATIENCE_SECONDS)
        if self.faults:
            raise self.faults.pop(0)
        return FakeWhisperModel(FakeDevice())


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def store(tmp_path: Path) -> MemoryModelStore:
    folders = {name: model_folder(tmp_path / name, size_bytes=100) for name in (A, B, C)}
    return MemoryModelStore(folders)


@pytest.fixture
async def pool(shelf: Shelf, store: MemoryModelStore) -> AsyncIterator[ModelPool]:
    pool = ModelPool(store=store, placement=Placement(device="cpu"), open_model=shelf)
    yield pool
    shelf.gate.set()
    await pool.close()


async def test_simultaneous_requests_load_a_model_once(pool: ModelPool, shelf: Shelf) -> None:
    await asyncio.gather(*(pool.warm(A) for _ in range(5)))
    await pool.warm(A)
    assert shelf.opened == ["a"]
    assert pool.bytes_held(A) == 100


async def test_the_loop_runs_on_while_a_model_is_loaded(pool: ModelPool, shelf: Shelf) -> None:
    shelf.gate.clear()
    loading_a = asyncio.create_task(pool.warm(A))
    await pool_is_asked(shelf)
    assert pool.bytes_held(A) == 0
    shelf.gate.set()
    await loading_a
    assert pool.bytes_held(A) == 100


async def pool_is_asked(shelf: Shelf) -> None:
    assert await asyncio.to_thread(shelf.asked_once.wait, PATIENCE_SECONDS)


async def test_a_cancelled_request_does_not_cancel_the_load_for_others(
    pool: ModelPool, shelf: Shelf
) -> None:
    shelf.gate.clear()
    leaving, staying = (asyncio.create_task(pool.warm(A)) for _ in range(2))
    await pool_is_asked(shelf)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    shelf.gate.set()
    await staying
    assert shelf.opened == ["a"]


async def test_a_load_without_waiting_requests_is_kept(pool: ModelPool, shelf: Shelf) -> None:
    shelf.gate.clear()
    leaving = asyncio.create_task(pool.warm(A))
    await pool_is_asked(shelf)
    leaving.cancel()
    await asyncio.wait([leaving])
    shelf.gate.set()
    await pool.warm(A)
    assert shelf.opened == ["a"]


async def test_a_failed_load_is_tried_again(pool: ModelPool, shelf: Shelf) -> None:
    shelf.faults = [RuntimeError("Unable to open file 'model.bin'")]
    with pytest.raises(ModelUnavailableError, match="damaged"):
        await pool.warm(A)
    await pool.warm(A)
    assert shelf.opened == ["a", "a"]
    (metrics,) = pool.metrics()
    assert (metrics.load_failures, metrics.load_seconds.count) == (1, 1)


async def test_a_device_without_enough_memory_says_so(pool: ModelPool, shelf: Shelf) -> None:
    shelf.faults = [RuntimeError("CUDA failed with error out of memory")]
    with pytest.raises(OutOfMemoryError, match="smaller"):
        await pool.warm(A)


@pytest.mark.parametrize(
    ("placement", "words"),
    [
        (Placement(device="cuda"), "this machine has no CUDA device"),
        (Placement(device="cpu", compute_type="float16"), "which cpu cannot do"),
        (Placement(device="cpu"), "damaged or does not fit"),
    ],
    ids=["no device", "no such arithmetic", "neither"],
)
async def test_a_model_that_the_device_cannot_run_is_not_called_damaged(
    shelf: Shelf,
    store: MemoryModelStore,
    monkeypatch: pytest.MonkeyPatch,
    placement: Placement,
    words: str,
) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    monkeypatch.setattr("ctranslate2.get_supported_compute_types", lambda _: {"int8", "float32"})
    pool = ModelPool(store=store, placement=placement, open_model=shelf)
    shelf.faults = [ValueError("This cannot be loaded.")]
    with pytest.raises(ModelUnavailableError, match=words):
        await pool.warm(A)
    await pool.close()


async def test_several_models_are_held_at_once(pool: ModelPool) -> None:
    async with pool.acquire(A) as one, pool.acquire(B) as other:
        assert one is not other
    assert (pool.bytes_held(A), pool.bytes_held(B)) == (100, 100)


async def test_on_a_cpu_every_core_is_a_lane_with_one_thread(pool: ModelPool, shelf: Shelf) -> None:
    async with pool.acquire(A) as model:
        cores = count_cores()
        assert (model.lanes, model.max_batch) == (cores, 3)
        assert shelf.asked[0]["num_workers"] == cores
        assert shelf.asked[0]["cpu_threads"] == 1
        assert shelf.asked[0]["compute_type"] == "int8"


async def test_on_a_gpu_one_lane_takes_large_batches(shelf: Shelf, store: MemoryModelStore) -> None:
    placement = Placement(device="cuda", compute_type="float16")
    pool = ModelPool(store=store, placement=placement, open_model=shelf)
    async with pool.acquire(A) as model:
        assert (model.lanes, model.max_batch) == (1, 16)
        assert shelf.asked[0]["compute_type"] == "float16"
    await pool.close()


async def test_an_idle_model_is_unloaded_but_never_one_in_use(
    shelf: Shelf, store: MemoryModelStore
) -> None:
    pool = ModelPool(store=store, retention=Retention(idle_seconds=0), open_model=shelf)
    async with pool.acquire(A):
        async with pool.acquire(A):
            pass
        assert pool.bytes_held(A) == 100
    assert pool.bytes_held(A) == 0
    (metrics,) = pool.metrics()
    assert (metrics.loaded, metrics.lanes) == (False, 0)
    await pool.warm(A)
    assert shelf.opened == ["a", "a"]
    await pool.close()


async def test_a_new_request_postpones_the_unloading(shelf: Shelf, store: MemoryModelStore) -> None:
    pool = ModelPool(store=store, retention=Retention(idle_seconds=3600), open_model=shelf)
    await pool.warm(A)
    resting = pool._models[A].timer
    assert resting is not None
    async with pool.acquire(A):
        assert pool._models[A].timer is None
        assert resting.finished.is_set()
    await pool.close()


async def test_the_model_used_longest_ago_is_unloaded_first(
    shelf: Shelf, store: MemoryModelStore
) -> None:
    pool = ModelPool(store=store, retention=Retention(budget_bytes=200), open_model=shelf)
    for name in (A, B, A, C):
        await pool.warm(name)
    assert [pool.bytes_held(name) for name in (A, B, C)] == [100, 0, 100]
    await pool.close()


async def test_a_model_that_does_not_fit_waits_until_another_is_released(
    shelf: Shelf, store: MemoryModelStore
) -> None:
    pool = ModelPool(store=store, retention=Retention(budget_bytes=100), open_model=shelf)
    async with pool.acquire(A):
        waiting = asyncio.create_task(pool.warm(B))
        await asyncio.wait([waiting], timeout=0.05)
        assert not waiting.done()
        assert shelf.opened == ["a"]
    await waiting
    assert (pool.bytes_held(A), pool.bytes_held(B)) == (0, 100)
    await pool.close()


async def test_a_model_larger_than_the_budget_is_refused(
    shelf: Shelf, store: MemoryModelStore
) -> None:
    pool = ModelPool(store=store, retention=Retention(budget_bytes=99), open_model=shelf)
    with pytest.raises(ModelUnavailableError, match="100 bytes"):
        await pool.warm(A)
    assert shelf.opened == []
    await pool.close()


async def test_a_closed_pool_lends_nothing(pool: ModelPool) -> None:
    await pool.warm(A)
    await pool.close()
    with pytest.raises(UnavailableError):
        await pool.warm(A)
    assert pool.bytes_held(A) == 0


async def test_closing_ends_requests_that_wait_for_memory(
    shelf: Shelf, store: MemoryModelStore
) -> None:
    pool = ModelPool(store=store, retention=Retention(budget_bytes=100), open_model=shelf)
    async with pool.acquire(A):
        waiting = asyncio.create_task(pool.warm(B))
        await asyncio.wait([waiting], timeout=0.05)
        await pool.close()
        with pytest.raises(UnavailableError):
            await waiting


async def test_a_missing_model_is_downloaded_first(shelf: Shelf, tmp_path: Path) -> None:
    small = ModelName("small")
    store = MemoryModelStore(elsewhere={small: model_folder(tmp_path / "downloaded")})
    pool = ModelPool(store=store, open_model=shelf)
    await pool.warm(small)
    assert shelf.opened == ["downloaded"]
    await pool.close()


async def test_a_failed_download_fails_the_waiting_request(shelf: Shelf, tmp_path: Path) -> None:
    store = MemoryModelStore(elsewhere={A: tmp_path})
    store.cut_off = True
    pool = ModelPool(store=store, open_model=shelf)
    with pytest.raises(ModelUnavailableError, match="cannot be downloaded now"):
        await pool.warm(A)
    await pool.close()


async def test_closing_the_pool_ends_a_download(shelf: Shelf, tmp_path: Path) -> None:
    store = SlowStore(elsewhere={A: model_folder(tmp_path / "downloaded")})
    pool = ModelPool(store=store, open_model=shelf)
    waiting = asyncio.create_task(pool.warm(A))
    assert await asyncio.to_thread(store.begun.wait, PATIENCE_SECONDS)
    await pool.close()
    store.go_on.set()
    with pytest.raises(UnavailableError, match="stopping"):
        await waiting
    assert store.find(A) is None


async def test_a_waiting_request_follows_the_download(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.whisper.models.pool._LOOK_SECONDS", 0.0)
    store = SlowStore(elsewhere={A: model_folder(tmp_path / "downloaded")})
    pool = ModelPool(store=store, open_model=shelf)
    async with pool.request(A) as requested:
        shares = [share async for share in _released(store, requested)]
        assert 0.0 in shares
        assert (await requested.model()).lanes
    await pool.close()


async def test_a_model_that_is_not_loaded_reports_that_at_once_and_a_loaded_one_reports_nothing(
    pool: ModelPool, shelf: Shelf
) -> None:
    shelf.gate.clear()
    async with pool.request(A) as requested, aclosing(requested.preparing()) as preparing:
        assert await anext(preparing) in {0.0, None}
        shelf.gate.set()
        await requested.model()
    async with pool.request(A) as requested:
        assert [share async for share in requested.preparing()] == []


async def _released(store: "SlowStore", requested: ModelRequest) -> AsyncIterator[float | None]:
    """Pass on what is told, and let the download go on once it was told of."""
    async for share in requested.preparing():
        yield share
        if share == 0.0:
            store.go_on.set()


class SlowStore(MemoryModelStore):
    """Stops in the middle of a download until it may go on."""

    def __init__(self, **models: Mapping[ModelName, Path]) -> None:
        super().__init__(**models)
        self.begun, self.go_on = Event(), Event()

    @override
    def fetch(self, name: ModelName, progress: Progress = unwatched) -> StoredModel:
        def slowly(done: int, whole: int) -> None:
            progress(done, whole)
            self.begun.set()
            assert self.go_on.wait(PATIENCE_SECONDS)

        return super().fetch(name, slowly)

from collections.abc import Iterator
from pathlib import Path

import pytest
from dependency_injector import providers

from adapters.redis.cache import RedisCache
from config.container import Container
from config.settings import Settings
from tests.memory.clock import MemoryClock


def settings(folder: Path, **changes: str) -> Settings:
    return Settings(data_dir=folder, _env_file=None, **changes)  # type: ignore[arg-type]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    container = Container(settings=settings(tmp_path, redis_url="redis://127.0.0.1:1"))
    yield container
    container.unwire()


def test_every_part_can_be_built(container: Container) -> None:
    built = {name: provider() for name, provider in container.providers.items()}
    assert None not in built.values()


def test_redis_is_used_where_it_is_named(container: Container) -> None:
    assert isinstance(container.cache(), RedisCache)


def test_without_redis_the_cache_is_in_memory(tmp_path: Path) -> None:
    assert not isinstance(Container(settings=settings(tmp_path)).cache(), RedisCache)


def test_an_adapter_that_is_swapped_reaches_every_use_case(tmp_path: Path) -> None:
    container = Container(settings=settings(tmp_path))
    clock = MemoryClock()
    with container.clock.override(providers.Object(clock)):
        assert container.submit_job().clock is clock
        assert container.transcribe_job().clock is clock


def test_stores_are_shared_and_transactions_are_not(tmp_path: Path) -> None:
    container = Container(settings=settings(tmp_path))
    assert container.blobs() is container.blobs()
    assert container.submit_job().unit_of_work() is not container.submit_job().unit_of_work()

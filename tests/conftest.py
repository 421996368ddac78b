import gc
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres_server import find_postgres, own_database
from tests.redis_server import find_redis, own_keys
from tests.time_limit import pytest_timeout_set_timer

__all__ = ["pytest_timeout_set_timer"]  # a hook of pytest's

IN_PARALLEL = {"contracts", "unit"}  # the suites without a marker
SERVERS = {"postgres_server", "redis_url"}

# No test measures time. By default a property fails if an example takes 200 ms, as on a machine
# that does other things, too.
settings.register_profile("unmeasured", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unmeasured")


def pytest_configure() -> None:
    gc.disable()  # until all tests are found: what is imported for them stays


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its suite, and those that need a server."""
    for item in items:
        suite = item.path.relative_to(Path(__file__).parent).parts[0]
        if suite not in IN_PARALLEL:
            item.add_marker(suite)
        if isinstance(item, pytest.Function) and SERVERS & set(item.fixturenames):
            item.add_marker("servers")


def pytest_collection_finish() -> None:
    """Let garbage be looked for only among what the tests make.

    Else every full collection goes through all modules and tests again: a fifth of the time of
    all unit tests.
    """
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _programs_hear_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C reach the programs that tests start, also where this run is in the background.

    A shell starts programs in the background with SIGINT ignored, and whatever they start inherits
    that.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Where databases can be made: see own_database."""
    with ExitStack() as stack:
        yield find_postgres(stack)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database made for this run and dropped after it."""
    with own_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A server on which everybody keeps to a prefix of their own."""
    with ExitStack() as stack:
        yield find_redis(stack)


@pytest.fixture
def redis_prefix(redis_url: str) -> Iterator[str]:
    """What the keys of one test begin with; they are removed after it."""
    with own_keys(redis_url) as prefix:
        yield prefix

"""The servers that tests start themselves, where the machine has the programs."""

from collections.abc import Callable
from contextlib import ExitStack

import psycopg
import pytest
from redis import Redis

from tests import postgres_server, redis_server
from tests.postgres_server import own_database
from tests.redis_server import own_keys
from tests.services import NotHereError, Source, find_server


def started(start: Source, stack: ExitStack) -> str:
    try:
        return start(stack)
    except NotHereError as why:
        pytest.skip(str(why))


def test_a_postgres_of_our_own_has_databases_of_our_own() -> None:
    with ExitStack() as stack:
        server = started(postgres_server.started_here, stack)
        with own_database(server) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server)


def test_a_redis_of_our_own_forgets_what_a_test_wrote() -> None:
    with ExitStack() as stack:
        url = started(redis_server.started_here, stack)
        with Redis.from_url(url) as client:
            client.set("kept", "1")
            with own_keys(url) as prefix:
                client.set(f"{prefix}a", "1")
            assert client.keys() == [b"kept"]


def nowhere(_: ExitStack) -> str:
    raise NotHereError("it rained")


@pytest.mark.parametrize(
    ("required", "outcome"), [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_without_a_server_a_test_is_skipped_or_where_required_fails(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_SERVICES", required)
    with pytest.raises(outcome, match="No Thing: TEST_THING is not set; it rained"):
        find_server("Thing", "TEST_THING", [nowhere], ExitStack())


@pytest.mark.parametrize(
    ("variable", "url", "find"),
    [
        ("TEST_DATABASE_URL", "postgresql://127.0.0.1:1/x", postgres_server.find_postgres),
        ("TEST_REDIS_URL", "redis://127.0.0.1:1/0", redis_server.find_redis),
    ],
)
def test_an_address_that_was_given_and_is_wrong_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, variable: str, url: str, find: Callable[[ExitStack], str]
) -> None:
    monkeypatch.setenv(variable, url)
    with pytest.raises(pytest.fail.Exception, match=variable):
        find(ExitStack())

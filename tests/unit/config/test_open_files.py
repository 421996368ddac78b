"""How many connections the limit of open files leaves room for."""

import resource
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from config.environment import read_settings
from config.open_files import connection_limits, connections_within, raise_file_limit


@pytest.fixture(autouse=True)
def limit_as_before() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_soft_limit_is_raised_towards_the_hard_one() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    files = raise_file_limit()
    assert files > 512
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (files, hard)


def test_a_limit_that_is_high_enough_stays() -> None:
    files = raise_file_limit()
    assert raise_file_limit() == files


@pytest.mark.parametrize(("files", "connections"), [(1_024, 384), (65_536, 32_640), (64, 16)])
def test_each_connection_may_have_a_file_and_the_process_keeps_some(
    files: int, connections: int
) -> None:
    assert connections_within(files) == connections


def test_the_set_limit_holds_if_there_are_enough_files() -> None:
    settings = read_settings(max_connections=1_000, max_connections_per_address=50)
    limits = connection_limits(settings, 65_536)
    assert (limits.total, limits.per_address, limits.patience_seconds) == (1_000, 50, 10.0)


def test_where_there_are_too_few_files_the_log_says_so() -> None:
    with capture_logs() as lines:
        limits = connection_limits(read_settings(), 1_024)
    assert limits.total == 384
    assert (lines[0]["event"], lines[0]["max_connections"]) == ("fewer_connections_than_set", 4_000)
    assert "MAX_CONNECTIONS" in lines[0]["advice"]


def test_behind_a_proxy_an_address_has_no_limit_and_idle_connections_outlast_its_own() -> None:
    limits = connection_limits(read_settings(trusted_proxies=1), 65_536)
    assert limits.per_address is None
    assert limits.patience_seconds > 60

"""A service with the model `base`, and somebody who uses it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.cli.conftest import PASSWORD, ServiceProcess
from tests.real.models import settings_of
from tests.real.talker import Talker


@pytest.fixture(scope="package")
def base() -> dict[str, str]:
    return settings_of("base")


@pytest.fixture(scope="package")
def service(
    base: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServiceProcess]:
    started = ServiceProcess(tmp_path_factory.mktemp("real"), base)
    yield started
    started.stop()


@pytest.fixture
def talker(service: ServiceProcess) -> Iterator[Talker]:
    """Somebody who is logged in."""
    with httpx.Client(base_url=service.url, timeout=300) as client:
        credentials = {"username": "admin", "password": PASSWORD}
        token = client.post("/auth/login", json=credentials).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {token['access_token']}"
        yield Talker(client)

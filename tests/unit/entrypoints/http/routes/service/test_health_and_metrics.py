import pytest

from domain.errors.capacity import DatabaseUnavailableError, StorageUnavailableError
from tests.service_in_memory import Client, ServiceInMemory

TOKEN = "scrape me"


@pytest.mark.parametrize("path", ["/health", "/health/", "/health/livez", "/health/livez/"])
async def test_a_healthy_service_says_ok(client: Client, path: str) -> None:
    answer = await client.get(path, allow_redirects=False)
    assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_without_its_database_the_service_is_unavailable_but_alive(
    service: ServiceInMemory, client: Client
) -> None:
    service.database_health.fault = DatabaseUnavailableError()
    answer = await client.get("/health")
    assert (answer.status, await answer.json()) == (503, {"status": "unavailable"})
    assert int(answer.headers["Retry-After"]) > 0
    assert (await client.get("/health/livez")).status == 200


async def test_readiness_names_every_part(service: ServiceInMemory, client: Client) -> None:
    answer = await client.get("/health/readyz")
    checks = {"database": "ok", "model": "ok"}
    assert (answer.status, await answer.json()) == (200, {"status": "ok", "checks": checks})
    fault = StorageUnavailableError()
    service.model_health.fault = fault
    answer = await client.get("/health/readyz/")
    assert answer.status == 503
    assert await answer.json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "model": str(fault)},
    }
    assert (await client.get("/health")).status == 200  # of the database alone


@pytest.mark.parametrize("path", ["/metrics", "/metrics/"])
async def test_metrics_are_open_where_no_token_is_set(client: Client, path: str) -> None:
    answer = await client.get(path, allow_redirects=False)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "whisper_metrics_last_scrape_timestamp" in await answer.text()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"X-Metrics-Token": "guess"}, 401),
        ({"X-Metrics-Token": "\udcff"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"X-Metrics-Token": TOKEN}, 200),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
async def test_metrics_want_their_token_where_one_is_set(
    service: ServiceInMemory, headers: dict[str, str], status: int
) -> None:
    async with service.client(metrics_token=TOKEN) as client:
        answer = await client.get("/metrics/", headers=headers)
        assert answer.status == status
        if status == 401:
            assert (await answer.json())["code"] == "metrics_token_required"
            assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_requests_are_counted_by_route_and_not_by_path(client: Client) -> None:
    for path in ("/jobs/1", "/jobs/2/", "/nothing/3", "/nothing/4", "/jobs", "/jobs/"):
        await client.get(path)
    await client.request("PROPFIND", "/jobs/")
    text = await (await client.get("/metrics")).text()
    for method, endpoint, status, count in (
        ("GET", "/jobs/{job_id}", 401, 2),
        ("GET", "unmatched", 404, 2),
        ("GET", "/jobs/", 401, 2),
        ("OTHER", "unmatched", 405, 1),
    ):
        labels = f'endpoint="{endpoint}",method="{method}",status_code="{status}"'
        assert f"whisper_http_requests_total{{{labels}}} {count}.0" in text

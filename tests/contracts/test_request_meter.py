import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from adapters.prometheus.request_meter import PrometheusRequestMeter
from tests.contracts.request_meter import RequestMeterContract


class TestPrometheusRequestMeter(RequestMeterContract):
    registry: CollectorRegistry

    @pytest.fixture
    def meter(self) -> PrometheusRequestMeter:
        self.registry = CollectorRegistry()
        return PrometheusRequestMeter(self.registry)

    @override
    def counted(self, method: str, endpoint: str, status_code: int) -> int:
        labels = {"method": method, "endpoint": endpoint, "status_code": str(status_code)}
        return int(self.registry.get_sample_value("whisper_http_requests_total", labels) or 0)

    def test_methods_that_clients_make_up_share_one_label(
        self, meter: PrometheusRequestMeter
    ) -> None:
        for method in ("BREW", "x" * 1_000, "get"):
            with meter.measure(method) as outcome:
                outcome.status_code = 405
        assert self.counted("OTHER", "unmatched", 405) == 3

    def test_requests_are_timed_and_those_under_way_are_known(
        self, meter: PrometheusRequestMeter
    ) -> None:
        in_progress = ("whisper_http_requests_in_progress", {"method": "GET"})
        with meter.measure("GET"):
            assert self.registry.get_sample_value(*in_progress) == 1
        assert self.registry.get_sample_value(*in_progress) == 0
        labels = {"method": "GET", "endpoint": "unmatched"}
        name = "whisper_http_request_duration_seconds_count"
        assert self.registry.get_sample_value(name, labels) == 1

from pathlib import Path

import pytest

from adapters.prometheus.machine import MachineMetrics
from adapters.prometheus.metrics_page import PrometheusMetricsPage
from adapters.prometheus.registry import create_registry
from adapters.system.clock import SystemClock
from tests.contracts.metrics_page import MetricsPageContract


class TestPrometheusMetricsPage(MetricsPageContract):
    @pytest.fixture
    def page(self, tmp_path: Path) -> PrometheusMetricsPage:
        return PrometheusMetricsPage(
            create_registry("1.2.3"), [MachineMetrics(tmp_path)], SystemClock()
        )

import time
from pathlib import Path

from adapters.prometheus.machine import MachineMetrics


async def test_processor_time_since_the_last_read_is_reported(tmp_path: Path) -> None:
    machine = MachineMetrics(tmp_path)
    began = time.process_time()
    while time.process_time() - began < 0.05:  # the kernel counts in steps of 10 ms
        pass
    usages = {usage.resource: usage for usage in (await machine.read()).usages}
    assert 0 < usages["cpu"].utilization <= 1
    assert 0 < usages["memory"].utilization < 1
    assert 0 < usages["disk"].utilization <= 1

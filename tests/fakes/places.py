"""Fair semaphores as the service makes them."""

from application.limits.fair_probe import FairProbe
from application.limits.fair_semaphore import FairSemaphore
from application.ports.clock import Clock
from application.ports.probe import AudioProbe
from domain.errors.capacity import ProbesBusyError


def fair_probe(probe: AudioProbe, clock: Clock) -> FairProbe:
    """Give all users turns at a probe."""
    return FairProbe(probe, FairSemaphore(clock, 4, ProbesBusyError))

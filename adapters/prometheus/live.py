"""Metrics of live sessions."""

from typing_extensions import override

from adapters.prometheus.sources import MetricSource, Reading, Usage, gauge
from application.live.limits import OpenLiveSessions


class LiveMetrics(MetricSource):
    """How many live sessions are open in this process, and what share of those it may serve."""

    def __init__(self, open_sessions: OpenLiveSessions) -> None:
        self._open = open_sessions

    @property
    @override
    def name(self) -> str:
        return "live"

    @override
    async def read(self) -> Reading:
        count = self._open.count
        share = count / self._open.limits.sessions
        return Reading(
            [gauge("whisper_live_sessions", "Live sessions that are open.", count)],
            [Usage("live_sessions", share, 0.0)],
        )

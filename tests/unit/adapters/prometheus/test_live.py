"""Metrics of live sessions."""

from adapters.prometheus.live import LiveMetrics
from application.live.limits import LiveLimits, OpenLiveSessions
from tests.samples import a_user


async def test_open_sessions_are_counted() -> None:
    sessions = OpenLiveSessions(LiveLimits(sessions=4))
    metrics = LiveMetrics(sessions)
    with sessions.one_more(a_user("ada")):
        reading = await metrics.read()
    (family,) = reading.families
    assert [(sample.name, sample.value) for sample in family.samples] == [
        ("whisper_live_sessions", 1)
    ]
    assert [usage.utilization for usage in reading.usages] == [0.25]

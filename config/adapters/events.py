"""Wires the event bus that tells watchers about jobs."""

from typing import Final

from dependency_injector import providers
from redis.asyncio import Redis

from adapters.logging.fan_out import FanOutEvents
from adapters.logging.log_events import LogEvents
from adapters.memory.event_bus import MemoryEventBus
from adapters.memory.wake_up import MemoryWakeUp, WakeOnJobEnd
from adapters.prometheus.job_events import PrometheusJobEvents
from adapters.redis.client import create_client
from adapters.redis.event_bus import RedisEventBus
from application.ports.event_bus import EventBus
from application.ports.events import EventPublisher
from application.ports.webhooks import WakeUp
from config.adapters.memory import MemoryAdapters
from config.adapters.system import REDIS_PREFIX, shared_or_own
from config.settings import Settings

LISTENER_SECONDS: Final = 5.0  # longer than a blocking read of Redis waits for an entry


def _is_alone(settings: Settings) -> bool:
    return not settings.is_distributed


class EventAdapters(MemoryAdapters):
    """The event bus that tells watchers about jobs."""

    redis_listener: providers.Provider[Redis] = providers.Singleton(
        create_client, MemoryAdapters.settings.provided.redis_url, timeout_seconds=LISTENER_SECONDS
    )
    redis_event_bus = providers.Singleton(
        RedisEventBus,
        MemoryAdapters.redis_link,
        redis_listener,
        MemoryAdapters.clock,
        prefix=REDIS_PREFIX,
    )
    event_bus: providers.Provider[EventBus] = providers.Selector(
        providers.Callable(shared_or_own, MemoryAdapters.settings),
        redis=redis_event_bus,
        # Without Redis, events of workers in other processes do not arrive here.
        memory=providers.Singleton(
            MemoryEventBus,
            MemoryAdapters.clock,
            alone=providers.Callable(_is_alone, MemoryAdapters.settings),
        ),
    )
    wake_up: providers.Provider[WakeUp] = providers.Singleton(MemoryWakeUp)
    events: providers.Provider[EventPublisher] = providers.Singleton(
        FanOutEvents,
        providers.Singleton(LogEvents),
        providers.Singleton(
            PrometheusJobEvents, MemoryAdapters.registry, MemoryAdapters.resource_errors
        ),
        event_bus,
        providers.Singleton(WakeOnJobEnd, wake_up),
    )

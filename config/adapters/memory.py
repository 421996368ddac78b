"""Wires short-lived state: in Redis for all processes, or in this process's memory."""

from dependency_injector import providers
from redis.asyncio import Redis

from adapters.caching.job_cache import CodedJobCache
from adapters.memory.attempts import MemoryAttemptLimiter
from adapters.memory.cache import MemoryCache
from adapters.memory.rates import MemoryRateLimiter
from adapters.redis.attempts import RedisAttemptLimiter
from adapters.redis.cache import RedisCache
from adapters.redis.client import create_client
from adapters.redis.link import RedisLink
from adapters.redis.rates import RedisRateLimiter
from application.ports.attempts import AttemptLimiter
from application.ports.cache import Cache
from application.ports.job_cache import JobCache
from application.ports.rates import RateLimiter
from application.sharing.open_share import WRONG_LINKS
from config.adapters.storage import StorageAdapters
from config.adapters.system import REDIS_PREFIX, shared_or_own


class MemoryAdapters(StorageAdapters):
    """Short-lived state: in Redis for all processes, or in this process's memory."""

    redis_client: providers.Provider[Redis] = providers.Singleton(
        create_client, StorageAdapters.settings.provided.redis_url
    )
    redis_link = providers.Singleton(RedisLink, redis_client, StorageAdapters.clock)
    memory_attempts = providers.Singleton(MemoryAttemptLimiter, StorageAdapters.clock)
    attempts: providers.Provider[AttemptLimiter] = providers.Selector(
        providers.Callable(shared_or_own, StorageAdapters.settings),
        redis=providers.Singleton(
            RedisAttemptLimiter,
            redis_link,
            StorageAdapters.clock,
            memory_attempts,
            prefix=REDIS_PREFIX,
        ),
        memory=memory_attempts,
    )
    memory_link_attempts = providers.Singleton(
        MemoryAttemptLimiter, StorageAdapters.clock, WRONG_LINKS
    )
    link_attempts: providers.Provider[AttemptLimiter] = providers.Selector(
        providers.Callable(shared_or_own, StorageAdapters.settings),
        redis=providers.Singleton(
            RedisAttemptLimiter,
            redis_link,
            StorageAdapters.clock,
            memory_link_attempts,
            prefix=REDIS_PREFIX,
            policy=WRONG_LINKS,
        ),
        memory=memory_link_attempts,
    )
    rates: providers.Provider[RateLimiter] = providers.Selector(
        providers.Callable(shared_or_own, StorageAdapters.settings),
        redis=providers.Singleton(
            RedisRateLimiter,
            redis_client,
            redis_link,
            providers.Singleton(MemoryRateLimiter),
            prefix=REDIS_PREFIX,
        ),
        memory=providers.Singleton(MemoryRateLimiter),
    )
    cache: providers.Provider[Cache] = providers.Selector(
        providers.Callable(shared_or_own, StorageAdapters.settings),
        redis=providers.Singleton(RedisCache, redis_link, prefix=REDIS_PREFIX),
        memory=providers.Singleton(
            MemoryCache,
            StorageAdapters.clock,
            capacity_bytes=StorageAdapters.settings.provided.cache_bytes,
        ),
    )
    job_cache: providers.Provider[JobCache] = providers.Singleton(
        CodedJobCache, cache, ttl_seconds=StorageAdapters.settings.provided.cache_seconds
    )

"""The event bus between processes: one short stream in Redis."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, Final

import structlog
from pydantic import TypeAdapter, ValidationError
from redis import asyncio as aioredis
from redis.exceptions import RedisError
from typing_extensions import override

from adapters.redis.link import RedisAwayError, RedisLink
from application.concurrency.tasks import meanwhile
from application.ports.clock import Clock
from application.ports.event_bus import EntryId, EventBus, Notice, Subscription, Topic
from application.watching.event_hub import EventHub
from application.watching.notices import notices_of
from domain.events import JobEvent

_BLOCK_MILLISECONDS: Final = 2_000
_EXPIRES_SECONDS: Final = 600
# Increase it when the fields of Notice change, since two versions may run at once.
_FIELD: Final = b"v4"
_LOST: Final = b"lost"
_CODEC: Final = TypeAdapter(Notice)


class RedisEventBus(EventBus):
    """Writes to a stream and, while `listening`, reads it on a connection of its own.

    The stream serves both live watchers and those who come back and read on where they stopped.
    While Redis is away the bus is not `live`; it recovers without a restart. Events that cannot be
    written meanwhile are lost, and the next entry tells every process so.
    """

    def __init__(
        self,
        link: RedisLink,
        listener: aioredis.Redis,
        clock: Clock,
        *,
        prefix: str,
        pause_seconds: float = 1.0,
    ) -> None:
        self._link = link
        self._listener = listener
        self._clock = clock
        self._key = f"{prefix}events"
        self._pause_seconds = pause_seconds
        self._hub = EventHub()
        self._lost = False

    @property
    @override
    def live(self) -> bool:
        return self._hub.live

    @override
    async def publish(self, event: JobEvent) -> None:
        notices = notices_of(event)
        try:
            await self._link.ask(lambda redis: self._write(redis, notices))
        except RedisAwayError:
            self._lost = True

    @override
    def subscribe(
        self, topic: Topic, *, after: EntryId | None = None
    ) -> AbstractContextManager[Subscription]:
        return self._hub.subscribe(topic, after=after)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Read the stream while the block runs."""
        async with meanwhile(self._follow_always(), "event-bus"):
            yield

    async def _write(self, redis: aioredis.Redis, notices: Sequence[Notice]) -> None:
        lost = self._lost
        async with redis.pipeline(transaction=True) as pipe:
            if lost:
                pipe.xadd(self._key, {_LOST: b""})
            for notice in notices:
                pipe.xadd(self._key, {_FIELD: _CODEC.dump_json(notice)}, maxlen=EventHub.HISTORY)
            pipe.expire(self._key, _EXPIRES_SECONDS)
            await pipe.execute()
        self._lost = False

    async def _follow_always(self) -> None:
        while True:
            try:
                await self._follow()
            except (RedisError, OSError) as error:
                if self._hub.live:
                    structlog.get_logger().warning("event_bus_lost", error=type(error).__name__)
                self._hub.lose()
            await self._clock.sleep(self._pause_seconds)

    async def _follow(self) -> None:
        """Read what the stream holds, then each new entry."""
        known = _read(await self._listener.xrange(self._key) or ())
        gaps = [place for place, (_, notice) in enumerate(known) if notice is None]
        remembered = known[gaps[-1] + 1 if gaps else 0 :]
        self._hub.begin(
            remembered[0][0] if remembered else None,
            *((entry_id, notice) for entry_id, notice in remembered if notice),
        )
        last = known[-1][0] if known else EntryId(0, 0)
        while True:
            for entry_id, notice in await self._next(last):
                last = entry_id
                if notice:
                    self._hub.deliver(entry_id, notice)
                else:
                    self._hub.skip()

    async def _next(self, last: EntryId) -> "Sequence[_Entry]":
        """Wait a while for entries after this one; return none if there are none."""
        streams: Any = {self._key: "{}-{}".format(*last)}
        answer: Any = await self._listener.xread(
            streams, count=EventHub.HISTORY, block=_BLOCK_MILLISECONDS
        )
        return [entry for _, entries in answer or () for entry in _read(entries)]


_Entry = tuple[EntryId, Notice | None]


def _read(entries: Iterable[Any]) -> "Sequence[_Entry]":
    return [(_entry_id(entry_id), _notice(fields)) for entry_id, fields in entries]


def _entry_id(text: bytes) -> EntryId:
    milliseconds, _, number = text.partition(b"-")
    return EntryId(int(milliseconds), int(number))


def _notice(fields: Mapping[bytes, bytes]) -> Notice | None:
    """Read a notice; None if it is of another version, or marks lost entries."""
    try:
        return _CODEC.validate_json(fields[_FIELD])
    except (KeyError, ValidationError):
        return None

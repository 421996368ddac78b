"""Stream the events of one job."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Final

from application.ports.clock import Clock
from application.ports.event_bus import EventBus, Notice, NoticeKind, Subscription, Topic
from application.ports.unit_of_work import UnitOfWorkFactory
from application.watching.job_news import Bookmark, News, news_of
from application.watching.open_streams import OpenStreams
from application.watching.watch_pace import Pace, WatchPolicy, within
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.jobs import JobNotFoundError
from domain.job import Job, JobId
from domain.user import User, UserId

ENDS: Final = frozenset({NoticeKind.COMPLETED, NoticeKind.FAILED, NoticeKind.CANCELLED})


@dataclass(frozen=True, slots=True)
class WatchJob:
    """Yield the events of one of the caller's jobs until it has ended.

    The bus only says 'look'; the events are read from the database. So none is sent twice and none
    is missing, even if the bus loses some. Only the words of what is being spoken live, which are
    not stored, are those of the bus.
    """

    unit_of_work: UnitOfWorkFactory
    bus: EventBus
    clock: Clock
    streams: OpenStreams = field(default_factory=OpenStreams)
    policy: WatchPolicy = field(default_factory=WatchPolicy)

    async def __call__(
        self, job_id: JobId, *, caller: User, after: Bookmark | None = None
    ) -> AsyncGenerator[News | None, None]:
        """Yield what is news to who knows `after`; None when there is none, as a sign of life.

        Raise JobNotFoundError, TooManyStreamsError before anything is yielded. Nothing is yielded
        to who knows already how the job ended.
        """
        with (
            self.streams.one_more(caller),
            self.bus.subscribe(Topic(caller.id, job_id)) as subscription,
        ):
            job = await self.owned(job_id, caller.id)
            known = after or Bookmark()
            if job.status.ended and known.is_at(job):
                return
            yield None
            watching = _Watching(self, caller.id, subscription, known)
            async with aclosing(watching.told(job_id)) as told:
                async for news in told:
                    yield news

    async def owned(self, job_id: JobId, owner: UserId) -> Job:
        """Read the job as it is now. Raises JobNotFoundError."""
        async with self.unit_of_work() as uow:
            return await uow.jobs.owned(job_id, owner)


class _Watching:
    """One watcher and its bookmark."""

    def __init__(
        self,
        watch: WatchJob,
        owner: UserId,
        subscription: Subscription,
        known: Bookmark,
    ) -> None:
        self._watch = watch
        self._owner = owner
        self._subscription = subscription
        self._known = known
        self._pace = Pace(watch.clock, watch.policy)
        self._words: Notice | None = None

    async def told(self, job_id: JobId) -> AsyncGenerator[News | None, None]:
        """Look for news whenever there is a reason to, until the job has ended or is deleted."""
        with suppress(JobNotFoundError):
            while True:
                async with aclosing(self._looked(job_id)) as looked:
                    async for news in looked:
                        yield news
                        self._pace.told()
                        if news.notice.kind in ENDS:
                            return
                if self._words is not None:
                    yield self._partial()
                while not await self._reason_to_look():
                    yield self._partial()
                    self._pace.told()

    async def _looked(self, job_id: JobId) -> AsyncGenerator[News, None]:
        """Yield what is new, some passages at a time: slow watchers hold no transaction."""
        self._pace.looked(self._watch.bus)
        try:
            job = await self._watch.owned(job_id, self._owner)
            async with self._watch.unit_of_work() as uow:
                async for news in news_of(job, self._known, uow):
                    self._known = news.bookmark
                    yield news
        except DatabaseUnavailableError:
            self._pace.hurry()  # the database may be back at the next look

    async def _reason_to_look(self) -> bool:
        """Wait for a reason to look; False if a heartbeat is due first."""
        pause = self._pace.pause()
        arrived = await within(pause, self._subscription.take(), self._watch.clock) or ()
        notices = [entry.notice for entry in arrived]
        for notice in notices:
            if notice is not None and notice.kind is NoticeKind.PARTIAL:
                self._words = notice
        only_words = self._words is not None and all(
            notice is not None and notice.kind is NoticeKind.PARTIAL for notice in notices
        )
        return not only_words and (bool(arrived) or self._pace.is_look_due())

    def _partial(self) -> News | None:
        """Return the newest words of what is being spoken live, which are not stored."""
        words, self._words = self._words, None
        return None if words is None else News(words, self._known)

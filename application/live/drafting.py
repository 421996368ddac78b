"""Keep what is heard in a live session as the draft of its job, and tell those who watch it."""

from contextlib import suppress
from dataclasses import replace

from application.live.live_job import LOST, Connection
from application.ports.events import EventPublisher
from domain.errors.kinds import UnavailableError
from domain.events import HeardLive
from domain.live.events import Completed, Delta, ItemFailed, ItemId, LiveEvent, SegmentHeard
from domain.transcript import Passage, Segment


class Drafting:
    """The draft of a live job, as far as one connection hears it.

    The connection begins `since` seconds after the start of the recording. A draft may be lost with
    its database; the recording has every word.
    """

    def __init__(self, connection: Connection, events: EventPublisher, since: float) -> None:
        self._connection = connection
        self._events = events
        self._since = since
        self._reached: float | None = None  # not known before the first segment
        self._words: tuple[ItemId, str] | None = None

    async def note(self, event: LiveEvent) -> None:
        """Keep and tell what this event says of the text."""
        match event:
            case Delta(item, text):
                known = self._words[1] if self._words and self._words[0] == item else ""
                self._words = item, known + text
                await self._tell(HeardLive(self._connection.job, words=known + text))
            case SegmentHeard(_, segment):
                with suppress(UnavailableError, *LOST):
                    await self._keep(segment.later(self._since))
            case Completed() | ItemFailed():
                await self._tell(HeardLive(self._connection.job, words=""))

    async def _keep(self, segment: Segment) -> None:
        """Store a segment, unless an earlier connection heard it.

        Its client sends the sound again that was not stored when the line was lost.
        """
        passage = Passage((replace(segment, tokens=()),), position=segment.end)
        async with self._connection.unit_of_work() as uow:
            await self._connection.ensure(uow)
            if self._reached is None:
                last = await uow.drafts.last(self._connection.job_id)
                self._reached = last.position if last else 0.0
            if (segment.start + segment.end) / 2 < self._reached:
                return
            await uow.drafts.append(self._connection.job_id, passage)
            await uow.commit()
        self._reached = max(self._reached, segment.end)
        await self._tell(HeardLive(self._connection.job, passage.segments))

    async def _tell(self, heard: HeardLive) -> None:
        await self._events.publish(heard)

"""Transcribe what comes in, and print it while it is spoken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from application.concurrency.tasks import first_of
from domain.errors.live import NothingToCommitError
from domain.live.events import (
    Committed,
    Completed,
    Delta,
    ItemFailed,
    ItemId,
    LiveEvent,
    SpeechStarted,
)
from domain.live.settings import LiveSettings
from domain.options import TranscriptionOptions
from domain.user import OPERATOR
from entrypoints.cli.listen.sound import opened
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine

if TYPE_CHECKING:
    from application.live.transcribe_live import OpenedSession

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ListenOrder:
    """What to listen to, and how; `flowing` prints words as they come, not only whole turns."""

    pieces: AsyncIterator[bytes]
    rate: int
    engine: EngineChoice
    options: TranscriptionOptions
    flowing: bool


async def listen(
    order: ListenOrder, engine: LocalEngine, say: Say, preparing: Callable[[float | None], None]
) -> None:
    """Print until the sound ends. Raises InvalidRequestError, and what fails a transcription."""
    sound_format, head = await opened(order.pieces, order.rate)
    async with engine.open(order.engine, preparing) as workshop:
        settings = LiveSettings(
            workshop.transcribe.models.default, sound_format, options=order.options
        )
        async with workshop.live(settings, caller=OPERATOR) as session:
            printer = _Printer(say, flowing=order.flowing)
            await first_of(_hear(order, head, session, printer), _print(session, printer))


async def _hear(
    order: ListenOrder, head: bytes, session: "OpenedSession", printer: "_Printer"
) -> None:
    """Take all sound, end the last turn, and wait until everything is printed."""
    await session.session.append(head)
    async for piece in order.pieces:
        await session.session.append(piece)
    with suppress(NothingToCommitError):
        await session.session.commit()
    await session.events.join()
    await printer.idle.wait()


async def _print(session: "OpenedSession", printer: "_Printer") -> NoReturn:
    while True:
        printer.note(await session.events.get())
        session.events.task_done()


class _Printer:
    """Prints each turn as a line; `idle` is set while no turn waits for its text."""

    def __init__(self, say: Say, *, flowing: bool) -> None:
        self._say = say
        self._flowing = flowing
        self._waiting: set[ItemId] = set()
        self.idle = asyncio.Event()
        self.idle.set()

    def note(self, event: LiveEvent) -> None:
        """Take what the session tells. Raises the error of a turn that failed."""
        match event:
            case SpeechStarted(item, _) | Committed(item, _):
                self._waiting.add(item)
                self.idle.clear()
            case Delta(_, text) if self._flowing:
                self._say(text)
            case Completed(item, text, _, _):
                self._end(item, "" if self._flowing else text, spoken=bool(text))
            case ItemFailed(_, error):
                raise error

    def _end(self, item: ItemId, text: str, *, spoken: bool) -> None:
        if spoken:
            self._say(f"{text}\n")
        self._waiting.discard(item)
        if not self._waiting:
            self.idle.set()

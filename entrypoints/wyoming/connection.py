"""One connection of a Wyoming client."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Final

from wyoming.asr import Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_write_event
from wyoming.info import Info
from wyoming.ping import Pong

from application.concurrency.tasks import stopped
from application.live.transcribe_live import OpenedSession, TranscribeLive
from domain.errors.kinds import FieldError, InvalidRequestError, TranscriberError
from domain.errors.live import SoundTooFastError
from domain.live.events import Completed, Delta, ItemFailed
from domain.live.settings import LiveSettings, SoundFormat
from domain.options import ModelName
from domain.user import OPERATOR
from entrypoints.wyoming.reading import MalformedEvent, read_event

_FORMATS: Final[Mapping[int, SoundFormat]] = {
    16_000: SoundFormat.PCM_16_KHZ,
    24_000: SoundFormat.PCM_24_KHZ,
}
_PAUSE_SECONDS: Final = 1.0
_STALL_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Speech:
    """Speech that comes in, and the task that tells its text."""

    stack: AsyncExitStack
    opened: OpenedSession
    telling: asyncio.Task[str]


@dataclass(slots=True)
class WyomingConnection:
    """Follows the events of a client: describes the service, and transcribes what it hears.

    Its session is the operator's, since the protocol has no logins.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    transcribe: TranscribeLive
    find_model: Callable[[str | None], ModelName]
    describe: Callable[[], Info]
    idle_seconds: float
    _asked: dict[str, Any] = field(default_factory=dict, init=False)
    _speech: _Speech | None = field(default=None, init=False)
    _heard_at: float = field(default=0.0, init=False)  # by the clock of the event loop

    async def run(self) -> None:
        """Serve until the client leaves, or is silent for too long.

        During speech only sound counts, so that pings do not keep a session for ever.
        """
        try:
            while (event := await self._next()) is not None:
                await self._follow(event)
        except MalformedEvent as error:
            await self._write(Error(str(error), "malformed_event"))
        finally:
            await self._end()

    async def _next(self) -> Event | None:
        now = asyncio.get_running_loop().time()
        since = now if self._speech is None else self._heard_at
        async with asyncio.timeout_at(since + self.idle_seconds):
            return await read_event(self.reader)

    async def _follow(self, event: Event) -> None:
        try:
            await self._obey(event)
        except TranscriberError as error:
            await self._end()
            await self._write(Error(str(error), error.code))

    async def _obey(self, event: Event) -> None:
        match event.type:
            case "describe":
                await self._write(self.describe())
            case "ping":
                await self._write(Pong(text=_text(event.data.get("text"))))
            case "transcribe":
                self._asked = event.data
            case "audio-start":
                await self._begin(event.data)
            case "audio-chunk":
                await self._hear(event)
            case "audio-stop":
                await self._finish()
            case _:
                pass  # other services' events, which the protocol says to ignore

    async def _begin(self, sound: Mapping[str, Any]) -> None:
        """Open a session. Raises InvalidRequestError, ModelNotServedError, TooMuchError."""
        await self._end()
        settings = self._settings(sound)
        stack = AsyncExitStack()
        opened = await stack.enter_async_context(self.transcribe(settings, caller=OPERATOR))
        self._speech = _Speech(stack, opened, asyncio.create_task(self._tell(opened)))
        self._heard_at = asyncio.get_running_loop().time()

    def _settings(self, sound: Mapping[str, Any]) -> LiveSettings:
        rate = sound.get("rate")
        sound_format = _FORMATS.get(rate) if isinstance(rate, int) else None
        if sound_format is None or (sound.get("width"), sound.get("channels")) != (2, 1):
            detail = "Send PCM of 16 bits, one channel, and 16,000 or 24,000 samples a second."
            raise InvalidRequestError(FieldError("rate", detail))
        settings = LiveSettings(
            self.find_model(_text(self._asked.get("name"))), sound_format, turn_detection=None
        )
        words = [
            word
            for name in ("transcript_names", "transcript_terms")
            for word in _words(name, self._asked.get(name))
        ]
        options = replace(
            settings.options,
            language=_text(self._asked.get("language")),
            hotwords=", ".join(words) or None,
        )
        return replace(settings, options=options)

    async def _hear(self, event: Event) -> None:
        """Take sound; who sends it faster than it is spoken waits."""
        if self._speech is None:
            await self._begin(event.data)  # some clients leave the start out
        while self._speech is not None:
            try:
                await self._speech.opened.session.append(event.payload or b"")
            except SoundTooFastError:
                await self.transcribe.clock.sleep(_PAUSE_SECONDS)
            else:
                self._heard_at = asyncio.get_running_loop().time()
                return

    async def _finish(self) -> None:
        """Write the text of what was heard. Raises what fails a transcription."""
        if self._speech is None:
            return
        await self._speech.opened.session.commit()
        text = await self._speech.telling
        await self._write(Transcript(text=text))
        await self._write(TranscriptStop())
        await self._end()

    async def _tell(self, opened: OpenedSession) -> str:
        """Write text as it comes, and return all of it."""
        begun = False
        while True:
            match await opened.events.get():
                case Delta(_, text):
                    if not begun:
                        await self._write(TranscriptStart())
                        begun = True
                    await self._write(TranscriptChunk(text=text))
                case Completed(_, text):
                    return text
                case ItemFailed(_, error):
                    raise error

    async def _end(self) -> None:
        speech, self._speech = self._speech, None
        if speech is not None:
            await stopped(speech.telling)
            await speech.stack.aclose()

    async def _write(self, event: Eventable) -> None:
        async with asyncio.timeout(_STALL_SECONDS):
            await async_write_event(event.event(), self.writer)


def _words(name: str, value: object) -> list[str]:
    """Return the words of a list, or none. Raises InvalidRequestError."""
    if not isinstance(value, list | None):
        raise InvalidRequestError(FieldError(name, f"Give {name!r} as a list of words."))
    return [word for word in value or () if isinstance(word, str)]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

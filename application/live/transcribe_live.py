"""Transcribe speech while it is spoken: opens sessions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from application.concurrency.tasks import stopped, uninterrupted
from application.live.backlog import Backlog
from application.live.drafting import Drafting
from application.live.hearing import Emit, Hearing
from application.live.kept_sound import KeptSound
from application.live.limits import OpenLiveSessions, SoundPace
from application.live.telling import Telling
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.live_transcriber import LiveTranscriber
from application.ports.speech_detector import SpeechDetectors
from domain.errors.kinds import TranscriberError
from domain.live.events import LiveEvent, Stored
from domain.live.settings import LiveSettings
from domain.user import User

# A client that reads slowly makes the session wait when so many events are not taken.
_MOST_EVENTS: Final = 256


class LiveSession:
    """One session. The methods that take something are called one after another.

    They wait while the engine is far behind, so the caller must not read more from its client
    meanwhile: that bounds the memory of a session.
    """

    def __init__(
        self,
        hearing: Hearing,
        telling: Telling,
        pace: SoundPace,
        settings: LiveSettings,
        kept: KeptSound | None,
        emit: Emit,
    ) -> None:
        self._hearing = hearing
        self._telling = telling
        self._pace = pace
        self._kept = kept
        self._unheard = 0 if kept is None else kept.cut_off_bytes  # the rest of half a sample
        self._emit = emit
        self.settings = settings

    async def append(self, sound: bytes) -> None:
        """Take more sound. Raises SoundTooFastError, and then takes nothing of it.

        If the sound is kept, it also raises what KeptSound.take raises.
        """
        self._pace.take(len(sound) / self.settings.sound_format.bytes_per_second)
        if self._kept is not None:
            await self._tell_stored(await self._kept.take(sound, self.settings.sound_format))
        await self._hearing.hear(sound[self._unheard :])
        self._unheard = max(0, self._unheard - len(sound))

    async def flush(self) -> None:
        """Store all sound that was taken, if it is kept."""
        if self._kept is not None:
            await self._tell_stored(await self._kept.flush())

    async def _tell_stored(self, stored: Stored | None) -> None:
        if stored is not None:
            await self._emit(stored)

    async def commit(self) -> None:
        """End the item that is being spoken. Raises NothingToCommitError."""
        await self.flush()
        await self._hearing.commit()

    async def clear(self) -> None:
        """Forget the sound of the item that is being spoken."""
        await self._hearing.clear()

    async def configure(self, settings: LiveSettings) -> None:
        """Change the settings, for what is said from now on."""
        self.settings = self._telling.settings = settings
        await self._hearing.configure(settings)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session, and what it tells."""

    session: LiveSession
    events: "asyncio.Queue[LiveEvent]"
    ended: "asyncio.Task[None]"
    """Ends only if the session fails, and then has the error."""


@dataclass(frozen=True, slots=True)
class TranscribeLive:
    """Open live sessions, as many as are allowed."""

    transcriber: LiveTranscriber
    detectors: SpeechDetectors
    clock: Clock
    ids: IdSource
    open_sessions: OpenLiveSessions = field(default_factory=OpenLiveSessions)

    @asynccontextmanager
    async def __call__(
        self,
        settings: LiveSettings,
        *,
        caller: User,
        kept: KeptSound | None = None,
        drafting: Drafting | None = None,
    ) -> AsyncIterator[OpenedSession]:
        """Open a session. Raises TooManyLiveSessionsError, LiveSessionsFullError.

        Leaving the context ends it: text that was not told by then is lost, and all sound is stored
        if it is kept.
        """
        with self.open_sessions.one_more(caller):
            events = asyncio.Queue[LiveEvent](_MOST_EVENTS)
            backlog = Backlog()
            hearing = Hearing(settings, self.detectors, self.ids, backlog, events.put)

            async def tell(event: LiveEvent) -> None:
                if drafting is not None:
                    await drafting.note(event)
                await events.put(event)

            telling = Telling(
                settings,
                self.transcriber,
                caller.id,
                backlog,
                lambda: hearing.fading,
                tell,
            )
            pace = SoundPace(self.clock, self.open_sessions.limits.ahead_seconds)
            session = LiveSession(hearing, telling, pace, settings, kept, events.put)
            if kept is not None and kept.stored is not None:
                events.put_nowait(kept.stored)
            transcribing = asyncio.create_task(telling.run(), name="live-session")
            try:
                yield OpenedSession(session, events, transcribing)
            finally:
                await stopped(transcribing)
                if kept is not None:
                    with suppress(TranscriberError):
                        await uninterrupted(kept.flush())

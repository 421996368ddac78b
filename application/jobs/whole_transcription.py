"""Collect what a transcriber says until the recording has ended."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar

from application.ports.transcriber import Ended, Heard
from domain.errors.kinds import TranscriberError
from domain.transcript import Passage, Transcript

Said = TypeVar("Said")


@dataclass(slots=True)
class WholeTranscription:
    """The passages so far, and the end once it is reached.

    `asked_language` is that of the transcript if none was detected.
    """

    asked_language: str | None
    passages: list[Passage] = field(default_factory=list)
    _ended: Ended | None = None

    async def follow(self, updates: AsyncGenerator[Said, None]) -> AsyncIterator[Said]:
        """Collect the updates, and yield them as they come. The work ends with this."""
        async with aclosing(updates):
            async for update in updates:
                if isinstance(update, Heard):
                    self.passages.append(update.passage)
                if isinstance(update, Ended):
                    self._ended = update
                yield update

    @property
    def ended(self) -> Ended:
        """How it ended. Raises TranscriberError if the recording's end was not reached."""
        if self._ended is None:
            raise TranscriberError("The engine stopped before the end of the recording.")
        return self._ended

    @property
    def transcript(self) -> Transcript:
        """All of it. Raises TranscriberError if the recording's end was not reached."""
        detected = self.ended.detected
        language = detected.code if detected else self.asked_language
        return Transcript.of(self.passages, language, self.ended.duration_seconds)

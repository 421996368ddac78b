"""A client that speaks at the pace of speech, and notes when it is told what."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from benchmarks.live.track import RATE, Pcm

_CHUNK: Final = RATE // 10
_PATIENCE_SECONDS: Final = 60.0
_ITEM: Final = "conversation.item.input_audio_transcription."


@dataclass(slots=True)
class Item:
    """One item as its client saw it; times in seconds from the first sound."""

    deltas: list[tuple[float, str]] = field(default_factory=list)
    ended: float = 0.0
    last_word: float = 0.0
    completed: float | None = None
    text: str = ""

    @property
    def shown(self) -> list[tuple[float, str]]:
        """The words, and when each was shown; a word is shown once its end is."""
        words, before = list[tuple[float, str]](), ""
        for at, text in self.deltas:
            before, old = before + text, before
            words += [(at, word) for word in before.split()[len(old.split()) :]]
        return words

    @property
    def taken_back(self) -> int:
        """Count the words that were shown and are not in the final text."""
        shown = "".join(text for _, text in self.deltas)
        return 0 if self.text.startswith(shown) else len(shown.split())


@dataclass(slots=True)
class Heard:
    """All items of one session, in order, and errors that were told."""

    items: dict[str, Item] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All final texts."""
        return " ".join(item.text for item in self.items.values())

    def note(self, at: float, message: dict[str, Any]) -> None:
        """Take a message of the service."""
        kind = message["type"].removeprefix(_ITEM)
        if kind in {"error", "failed"}:
            self.faults.append(message["error"]["message"])
        if "item_id" not in message:
            return
        item = self.items.setdefault(message["item_id"], Item())
        if kind == "delta":
            item.deltas.append((at, message["delta"]))
        elif kind == "segment":
            item.last_word = message["end"]
        elif kind == "input_audio_buffer.speech_stopped":
            item.ended = message["audio_end_ms"] / 1000
        elif kind == "completed":
            item.completed, item.text = at, message["transcript"]

    @property
    def done(self) -> bool:
        """Whether all items are completed."""
        return all(item.completed is not None for item in self.items.values())


@dataclass(slots=True)
class Line:
    """An open session. `heard` is what it was told since the last `begin`.

    The times in it are seconds from the first sound that the session ever got.
    """

    socket: aiohttp.ClientWebSocketResponse
    heard: Heard = field(default_factory=Heard)
    sent_seconds: float = 0.0
    _began: float = 0.0

    def begin(self) -> None:
        """Speak at the pace of speech from now on, and forget what was told before."""
        self.heard = Heard()
        self._began = asyncio.get_running_loop().time() - self.sent_seconds

    async def listen(self) -> None:
        """Note what is told until the line ends."""
        async for message in self.socket:
            now = asyncio.get_running_loop().time()
            self.heard.note(now - self._began, json.loads(message.data))

    async def speak(self, samples: Pcm, *, paced: bool = True) -> None:
        """Send sound at its own pace, or as fast as the service takes it."""
        loop = asyncio.get_running_loop()
        for start in range(0, len(samples), _CHUNK):
            piece = samples[start : start + _CHUNK]
            self.sent_seconds += len(piece) / RATE
            if paced:
                await asyncio.sleep(max(0.0, self._began + self.sent_seconds - loop.time()))
            audio = b64encode(piece.tobytes()).decode()
            await self.socket.send_json({"type": "input_audio_buffer.append", "audio": audio})

    async def finish(self, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """Wait until all sound is text, or patience ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_seconds):
                await asyncio.sleep(1.0)
                while not self.heard.done:  # noqa: ASYNC110  # the service wakes nobody here
                    await asyncio.sleep(0.1)


@asynccontextmanager
async def open_line(url: str, token: str, *, language: str | None) -> AsyncIterator[Line]:
    """Open a session, and listen while the body runs."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(url, headers=headers) as client,
        client.ws_connect("/v1/realtime?intent=transcription") as socket,
    ):
        settings = {"transcription": {"language": language}}
        session = {"type": "transcription", "audio": {"input": settings}}
        await socket.send_json({"type": "session.update", "session": session})
        line = Line(socket)
        listening = asyncio.create_task(line.listen())
        line.begin()
        yield line
        listening.cancel()


async def speak(url: str, token: str, samples: Pcm, *, language: str | None) -> Heard:
    """Send sound at its own pace in a session of its own, and wait until all of it is text."""
    async with open_line(url, token, language=language) as line:
        await line.speak(samples)
        await line.finish()
        return line.heard

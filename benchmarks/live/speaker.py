"""A client that speaks at the pace of speech, and notes when it is told what."""

import asyncio
import json
from base64 import b64encode
from contextlib import suppress
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


async def speak(url: str, token: str, samples: Pcm, *, language: str | None) -> Heard:
    """Send sound at its own pace, and wait until all of it is text."""
    heard, loop = Heard(), asyncio.get_running_loop()
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(url, headers=headers) as client,
        client.ws_connect("/v1/realtime?intent=transcription") as socket,
    ):
        settings = {"transcription": {"language": language}}
        session = {"type": "transcription", "audio": {"input": settings}}
        await socket.send_json({"type": "session.update", "session": session})
        began = loop.time()

        async def listen() -> None:
            async for message in socket:
                heard.note(loop.time() - began, json.loads(message.data))

        listening = asyncio.create_task(listen())
        for start in range(0, len(samples), _CHUNK):
            piece = samples[start : start + _CHUNK].tobytes()
            await asyncio.sleep(max(0.0, began + (start + _CHUNK) / RATE - loop.time()))
            audio = b64encode(piece).decode()
            await socket.send_json({"type": "input_audio_buffer.append", "audio": audio})
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await asyncio.sleep(1.0)
                while not heard.done:  # noqa: ASYNC110  # the service wakes nobody here
                    await asyncio.sleep(0.1)
        listening.cancel()
    return heard

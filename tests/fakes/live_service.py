"""A live service in memory, whose lines break where the test says, in a time of its own."""

import json
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any

from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from whisper_transcriber_client import ClientError, ConnectionBrokenError, LiveNews
from whisper_transcriber_client.flows.line_steps import Dial, Hear, Say, Tell
from whisper_transcriber_client.flows.steps import Pause, Step

ITEM = "conversation.item.input_audio_transcription"
PART = 32_000  # bytes after which sound is stored


def broken() -> ConnectionBrokenError:
    return ConnectionBrokenError("The line broke.", reached=True, passing=True)


class LiveService:
    """Stores sound in parts, and hears a turn in each part that is stored.

    Each line breaks after so many bytes as `breaks` says; what is not stored is lost then.
    """

    def __init__(self, *breaks: int) -> None:
        self.now = 0.0
        self.recording = bytearray()
        self.lines = 0
        self.pings = 0
        self.pauses: list[float] = []
        self.most_ahead = 0.0
        self.refuses: list[ClientError] = []
        self.away = 0  # so often after a break
        self.silent = False
        self.on_append: Callable[[], str | None] = lambda: None
        self.on_hear: Callable[[], None] = lambda: None
        self._breaks = list(breaks)
        self._outgoing: deque[bytes] = deque()
        self._begin()

    def _begin(self) -> None:
        self._outgoing.clear()
        self._waiting = bytearray()
        self._taken = 0
        self._closed = False
        self.dialled_at, self._since = self.now, len(self.recording)

    def carry_out(self, flow: Generator[Step, Any, None]) -> Iterator[LiveNews]:
        """Do what the flow says, and yield what it tells."""
        resume = self._resumed(flow, None)
        while True:
            try:
                step = resume()
            except StopIteration:
                return
            if isinstance(step, Tell):
                yield step.news
            try:
                resume = self._resumed(flow, self._done(step))
            except ClientError as error:
                resume = self._failed(flow, error)

    @staticmethod
    def _resumed(flow: Generator[Step, Any, None], what: object) -> Callable[[], Step]:
        return lambda: flow.send(what)

    @staticmethod
    def _failed(flow: Generator[Step, Any, None], error: ClientError) -> Callable[[], Step]:
        return lambda: flow.throw(error)

    def _done(self, step: Step) -> bytes | None:
        match step:
            case Dial():
                self._dialled()
            case Say(content):
                for frame in frames_of(content):
                    self._take(frame)
            case Hear(seconds):
                if self._outgoing:
                    return self._outgoing.popleft()
                self.now += seconds
                self.on_hear()
                return b"" if self._closed else None
            case Pause(seconds):
                self.pauses.append(seconds)
                self.now += seconds
        return None

    def _dialled(self) -> None:
        if self.refuses:
            raise self.refuses.pop(0)
        self.lines += 1
        self._begin()
        self._tell("session.created")
        self._tell_stored()

    def _take(self, frame: Frame) -> None:
        match frame.opcode:
            case Opcode.PING:
                self.pings += 1
                if not self.silent:
                    self._send(Frame(Opcode.PONG, frame.data))
            case Opcode.CLOSE:
                self._closed = True
            case Opcode.TEXT:
                self._obey(json.loads(bytes(frame.data)))

    def _obey(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "input_audio_buffer.append":
                self._append(b64decode(message["audio"]))
            case "input_audio_buffer.commit":
                self._store()
                fault = {"code": "input_audio_buffer_commit_empty", "message": "Nothing."}
                self._tell("error", error={**fault, "event_id": message["event_id"]})

    def end(self, code: str) -> None:
        """End the session for a reason."""
        self._tell("error", error={"code": code, "message": "It is over."})
        self._closed = True

    def _append(self, sound: bytes) -> None:
        if self._closed:
            return
        if (code := self.on_append()) is not None:
            self.end(code)
            return
        self._waiting += sound
        self._taken += len(sound)
        self.most_ahead = max(
            self.most_ahead, self._taken / PART - (self.now - self.dialled_at)
        )  # at 32,000 bytes a second
        if self._breaks and self._taken >= self._breaks[0]:
            self._breaks.pop(0)
            self.refuses += [broken() for _ in range(self.away)]
            raise broken()
        if len(self._waiting) >= PART and not self.silent:
            self._store()

    def _store(self) -> None:
        if not self._waiting:
            return
        start = (len(self.recording) - self._since) / PART
        self.recording += self._waiting
        self._waiting.clear()
        self._tell_stored()
        self._turn(start, (len(self.recording) - self._since) / PART)

    def _turn(self, start: float, end: float) -> None:
        item = f"item {self.lines} {start}"
        text = f"{self._since / PART + start:g}"
        self._tell("input_audio_buffer.speech_started", item_id=item)
        self._tell("input_audio_buffer.committed", item_id=item)
        self._tell(f"{ITEM}.delta", item_id=item, delta=text)
        self._tell(f"{ITEM}.segment", item_id=item, text=text, start=start, end=end, speaker="")
        self._tell(f"{ITEM}.completed", item_id=item, transcript=text)

    def _tell_stored(self) -> None:
        self._tell("recording.stored", offset=len(self.recording), upload_id=None)

    def _tell(self, kind: str, **fields: object) -> None:
        self._send(Frame(Opcode.TEXT, json.dumps({"type": kind, **fields}).encode()))

    def _send(self, frame: Frame) -> None:
        self._outgoing.append(frame.serialize(mask=False))


def frames_of(content: bytes) -> Iterator[Frame]:
    """Read what a client sent with the frames of another library."""
    reader = StreamReader()
    reader.feed_data(content)
    reader.feed_eof()
    while not (yield from _at_end(reader)):
        parsing = Frame.parse(reader.read_exact, mask=True)
        try:
            next(parsing)
        except StopIteration as end:
            yield end.value


def _at_end(reader: StreamReader) -> Generator[Any, None, bool]:
    at_end: bool = yield from reader.at_eof()
    return at_end

"""Speak into a live job over lines that may break, and hear what is understood."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Final

from whisper_transcriber_client.errors import ClientError, ConnectionBrokenError, LiveEndedError
from whisper_transcriber_client.flows.hearing import Hearing, Told
from whisper_transcriber_client.flows.line_steps import Dial, Hear, Say
from whisper_transcriber_client.flows.pace import Pace
from whisper_transcriber_client.flows.steps import PATIENCE, Flow, Pause
from whisper_transcriber_client.flows.unconfirmed import UnconfirmedSound
from whisper_transcriber_client.sound import SoundBuffer
from whisper_transcriber_client.websocket import FrameError, FrameReader, Kind, Message, frame

Clock = Callable[[], float]
"""Seconds from any moment on."""

_PATH: Final = "/v1/realtime"
_LOOK_SECONDS: Final = 0.05
_MESSAGE_SECONDS: Final = 1.0
# After so long without any sign of life the service is asked for one, and then taken to be gone.
_SILENT_SECONDS: Final = 20.0
_GONE_SECONDS: Final = 45.0
_OF_USE_SECONDS: Final = 60.0
# Seconds for the last texts, once all sound is stored.
_LAST_SECONDS: Final = 60.0
# Seconds of quiet after which no further message about the last sound is on its way.
_QUIET_SECONDS: Final = 0.5
_GOODBYE_SECONDS: Final = 2.0
_NORMAL: Final = (1000).to_bytes(2, "big")


def speak(job_id: str, sound: SoundBuffer, clock: Clock) -> Flow[None]:
    """Send all sound, over as many lines as it takes; return once all of it is stored.

    A line that breaks is opened again for two minutes. Raises ClientError.
    """
    unconfirmed = UnconfirmedSound(sound)
    pauses, joined = iter(PATIENCE), False
    hearing = Hearing(sound.form)
    while True:
        line = _Line(job_id, unconfirmed, hearing, clock)
        try:
            return (yield from line.used())
        except ClientError as error:
            joined = joined or line.joined
            if line.was_of_use:
                pauses = iter(PATIENCE)
            seconds = next(pauses, None)
            if seconds is None or not _may_pass(error, joined=joined):
                raise
        yield Pause(seconds)


def _may_pass(error: ClientError, *, joined: bool) -> bool:
    # The place of a broken line may still be taken.
    taken = isinstance(error, LiveEndedError) and error.code == "too_many_live_sessions"
    return error.passing or (joined and (taken or isinstance(error, ConnectionBrokenError)))


class _Line:
    """One line, from its beginning until all sound is stored or the line breaks."""

    def __init__(
        self, job_id: str, sound: UnconfirmedSound, hearing: Hearing, clock: Clock
    ) -> None:
        self._job_id = job_id
        self._sound = sound
        self._form = sound.form
        self._hearing = hearing
        self._clock = clock
        self._pace = Pace(clock)
        self._frames = FrameReader()
        self._heard_at = clock()
        self._asked_for_life = False
        self._committed_at: float | None = None
        self._confirmed = False
        self._dialled_at = clock()
        self.joined = False

    @property
    def was_of_use(self) -> bool:
        """Whether it had sound stored or lasted; then the next one may take its time again."""
        return self._confirmed or self._heard_at - self._dialled_at > _OF_USE_SECONDS

    def used(self) -> Flow[None]:
        """Send from where the service confirms, until all is done. Raises ClientError."""
        yield Dial(_PATH, {"intent": "transcription", "job": self._job_id})
        self._heard_at = self._dialled_at = self._clock()
        self._hearing.begin()
        heard = {"format": self._form.asked}
        session = {"type": "transcription", "audio": {"input": heard}}
        yield _message("session.update", session=session)
        while not self._is_done():
            yield from self._speak()
            yield from self._hear()
        yield Say(frame(Kind.CLOSE, _NORMAL))
        ends = self._clock() + _GOODBYE_SECONDS
        while self._clock() < ends and (yield Hear(_LOOK_SECONDS)) != b"":
            pass

    def _speak(self) -> Flow[None]:
        if not self.joined:
            return
        while self._pace.allows_more:
            piece = self._sound.next(round(_MESSAGE_SECONDS * self._form.bytes_per_second))
            if not piece:
                break
            self._pace.count(len(piece) / self._form.bytes_per_second)
            yield _sound_message(piece)
        if self._sound.all_sent and self._committed_at is None:
            self._committed_at = self._clock()
            self._hearing.ask_for_last()
            yield _message("input_audio_buffer.commit", event_id=Hearing.LAST)

    def _hear(self) -> Flow[None]:
        content: bytes | None = yield Hear(_LOOK_SECONDS)
        now = self._clock()
        if content is None:
            return (yield from self._look_for_life(now))
        if not content:
            raise ConnectionBrokenError.of_line("was closed")
        self._heard_at, self._asked_for_life = now, False
        try:
            for message in self._frames.feed(content):
                yield from self._note(message)
        except FrameError as error:
            raise ConnectionBrokenError.of_line("brought what is no message") from error

    def _look_for_life(self, now: float) -> Flow[None]:
        silent = now - self._heard_at
        if silent > _GONE_SECONDS:
            raise ConnectionBrokenError.of_line("is dead")
        if silent > _SILENT_SECONDS and not self._asked_for_life:
            self._asked_for_life = True
            yield Say(frame(Kind.PING))

    def _note(self, message: Message) -> Flow[None]:
        match message.kind:
            case Kind.PING:
                yield Say(frame(Kind.PONG, message.content))
            case Kind.CLOSE:
                raise ConnectionBrokenError.of_line(f"was closed with code {message.close_code}")
            case Kind.TEXT:
                told = Told.read(message.content)
                if told.is_stored:
                    self._confirm(told.offset)
                yield from self._hearing.note(told)

    def _confirm(self, offset: int) -> None:
        self._sound.confirm(offset, joining=not self.joined)
        self._confirmed = self.joined
        if not self.joined:
            self._hearing.join(offset)
            self.joined = True

    def _is_done(self) -> bool:
        if self._committed_at is None or not self._sound.all_stored:
            return False
        now = self._clock()
        if now - self._committed_at > _LAST_SECONDS:
            return True
        return self._hearing.is_over and now - self._heard_at > _QUIET_SECONDS


def _message(kind: str, **fields: object) -> Say:
    return Say(frame(Kind.TEXT, json.dumps({"type": kind, **fields}).encode()))


def _sound_message(piece: bytes) -> Say:
    return _message("input_audio_buffer.append", audio=b64encode(piece).decode())

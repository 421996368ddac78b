"""Live sessions on letters: a letter is a frame of speech, a dot one of silence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from application.live.limits import LiveLimits, OpenLiveSessions
from application.live.transcribe_live import LiveSession, OpenedSession, TranscribeLive
from domain.errors.kinds import TranscriptionFailedError
from domain.errors.live import (
    LiveSessionsFullError,
    NothingToCommitError,
    SoundTooFastError,
    TooManyLiveSessionsError,
)
from domain.live.events import (
    Cleared,
    Committed,
    Completed,
    Delta,
    ItemFailed,
    LiveEvent,
    SegmentHeard,
    SpeechStarted,
    SpeechStopped,
)
from domain.live.settings import LiveSettings, SoundFormat
from domain.live.turns import TurnDetection
from domain.options import ModelName, TranscriptionOptions
from tests.memory.clock import MemoryClock
from tests.memory.ids import SequentialIds
from tests.memory.live import MemoryLiveTranscriber, MemorySpeechDetectors
from tests.samples import a_user

MODEL = ModelName("digits")
ADA, BOB = a_user("ada"), a_user("bob")
PAUSE = b"." * 16


class Live:
    """Sessions whose parts a test can look at."""

    def __init__(self, **limits: Any) -> None:
        self.clock = MemoryClock()
        self.transcriber = MemoryLiveTranscriber(models=[MODEL])
        self.detectors = MemorySpeechDetectors()
        self.open_sessions = OpenLiveSessions(LiveLimits(**limits))
        self.transcribe = TranscribeLive(
            self.transcriber, self.detectors, self.clock, SequentialIds(), self.open_sessions
        )

    @asynccontextmanager
    async def session(self, **settings: Any) -> AsyncIterator["Client"]:
        turns = TurnDetection(silence_duration_ms=500)
        chosen = LiveSettings(**{"model": MODEL, "turn_detection": turns, **settings})
        async with self.transcribe(chosen, caller=ADA) as opened:
            yield Client(opened)


class Client:
    def __init__(self, opened: OpenedSession) -> None:
        self._opened = opened
        self.events: list[LiveEvent] = []

    @property
    def session(self) -> LiveSession:
        return self._opened.session

    async def speak(self, sound: bytes, *, at_once: int = 8) -> None:
        """Send sound in pieces, and let the session work after each."""
        for start in range(0, len(sound), at_once):
            await self.session.append(sound[start : start + at_once])
            await self.rest()

    async def rest(self) -> None:
        """Let the session work until it has nothing to do."""
        for _ in range(20):
            await asyncio.sleep(0)
        while not self._opened.events.empty():
            self.events.append(self._opened.events.get_nowait())

    def of(self, *kinds: type[LiveEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kinds)]

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.of(Completed)]


@pytest.fixture
async def live() -> Live:
    return Live()


async def test_words_are_told_while_somebody_speaks(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"." * 20 + b"a" * 16 + b"b" * 16 + b"c" * 16)
        assert [delta.text for delta in client.of(Delta)] == ["a", " b"]
        assert client.of(Completed) == []
        await client.speak(PAUSE)
        assert client.texts == ["a b c"]
    assert live.transcriber.open_now == 0


async def test_an_item_has_its_events_in_order(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"." * 20 + b"a" * 16 + PAUSE)
        kinds = [type(event) for event in client.events]
        assert kinds[0] is SpeechStarted
        assert kinds[-1] is Completed
        assert kinds.index(SpeechStopped) < kinds.index(Committed) < kinds.index(Completed)
        assert len({event.item for event in client.of(SpeechStarted, Committed, Completed)}) == 1


async def test_the_sound_before_the_first_speech_belongs_to_its_turn(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"." * 50 + b"a" * 16 + PAUSE)
        (started,) = client.of(SpeechStarted)
        assert started.at_ms == (50 - 16) * 32
        assert live.transcriber.asked[-1] == ("final", "." * 16 + "a" * 16 + "." * 8)


async def test_turns_follow_each_other_without_sharing_sound(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 16 + PAUSE + b"b" * 16 + PAUSE)
        first, second = client.of(Committed)
        assert (first.previous, second.previous) == (None, first.item)
        assert client.texts == ["a", "b"]
        finals = [sound for what, sound in live.transcriber.asked if what == "final"]
        assert finals == ["a" * 16 + "." * 8, "." * 8 + "b" * 16 + "." * 8]


async def test_all_deltas_of_an_item_are_its_text(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 9 + b"b" * 9 + b"..." + b"c" * 20 + b"d" * 9 + PAUSE)
        assert "".join(delta.text for delta in client.of(Delta)) == client.texts[0]


async def test_committed_words_stay_although_the_final_text_differs(live: Live) -> None:
    live.transcriber.finals = [[" a", " x", " y"]]
    async with live.session() as client:
        await client.speak(b"a" * 16 + b"b" * 16 + b"c" * 16)
        assert "".join(delta.text for delta in client.of(Delta)) == "a b"
        await client.speak(PAUSE)
        assert client.texts == ["a b y"]


async def test_a_doubtful_hypothesis_tells_nothing(live: Live) -> None:
    live.transcriber.guesses = [None] * 3
    async with live.session() as client:
        await client.speak(b"a" * 24)
        assert client.of(Delta) == []


async def test_the_final_text_is_decoded_while_the_pause_lasts(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 16 + b"." * 8)
        assert live.transcriber.asked[-1][0] == "final"
        asked = len(live.transcriber.asked)
        await client.speak(b"." * 8)
        assert client.texts == ["a"]
        assert len(live.transcriber.asked) == asked


async def test_a_breath_is_no_pause(live: Live) -> None:
    async with live.session(turn_detection=TurnDetection(silence_duration_ms=900)) as client:
        await client.speak(b"a" * 16 + b"." * 13)
        assert "final" not in [what for what, _ in live.transcriber.asked]
        await client.speak(b".")
        assert live.transcriber.asked[-1] == ("final", "a" * 16 + "." * 8)


async def test_a_hypothesis_is_about_the_newest_sound(live: Live) -> None:
    async with live.session() as client:
        live.transcriber.gate.clear()
        await client.speak(b"a" * 8 + b"b" * 8 + b"c" * 8)
        assert live.transcriber.asked == []
        live.transcriber.gate.set()
        await client.rest()
        assert live.transcriber.asked[0] == ("guess", "a" * 8 + "b" * 8 + "c" * 8)


async def test_a_final_text_does_not_wait_for_a_hypothesis(live: Live) -> None:
    live.transcriber.guess_gate.clear()
    async with live.session() as client:
        await client.speak(b"a" * 16 + PAUSE)
        assert client.texts == ["a"]
        assert [what for what, _ in live.transcriber.asked] == ["final"]
        live.transcriber.guess_gate.set()
        await client.speak(b"b" * 16 + b"c" * 16)
        assert client.of(Delta)[-1].text == "b"


async def test_the_end_of_an_item_does_not_wait_for_a_hypothesis(live: Live) -> None:
    live.transcriber.guess_gate.clear()
    async with live.session(turn_detection=None) as client:
        await client.speak(b"a" * 24)
        await client.session.commit()
        await client.rest()
        assert client.texts == ["a"]


async def test_less_than_a_word_of_speech_is_not_worth_a_hypothesis(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"." * 20 + b"a" * 11, at_once=1)
        assert live.transcriber.asked == []
        await client.speak(b"a" * 1)
        assert len(live.transcriber.asked) == 1


async def test_an_utterance_that_is_too_long_goes_on_in_a_new_item(live: Live) -> None:
    sound = b"".join(bytes([letter]) * 25 for letter in b"abcdefgh" * 5)
    async with live.session() as client:
        await client.speak(sound + PAUSE)
        heard = [sound for what, sound in live.transcriber.asked if what == "final"]
        assert len(client.texts) == 2
        assert "".join(heard).replace(".", "") == sound.decode()
        assert max(map(len, heard)) <= 875
        assert [type(event) for event in client.of(SpeechStarted, SpeechStopped)] == [
            SpeechStarted,
            SpeechStopped,
        ] * 2


async def test_a_cut_in_the_pause_that_ends_the_turn_loses_nothing(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 864 + b"." * 11)
        await client.speak(b"." * 5)
        assert client.texts == ["a", ""]
        await client.speak(b"." * 40 + b"b" * 16 + PAUSE)
        assert client.texts == ["a", "", "b"]
        assert len(client.of(SpeechStarted)) == len(client.of(SpeechStopped)) == 3


async def test_the_client_may_say_where_items_end(live: Live) -> None:
    async with live.session(turn_detection=None) as client:
        await client.speak(b"a" * 16 + PAUSE + b"b" * 16 + PAUSE + b"c" * 16)
        assert client.of(SpeechStarted, SpeechStopped, Committed, Completed) == []
        await client.session.commit()
        await client.rest()
        assert client.texts == ["a b c"]
        assert "".join(delta.text for delta in client.of(Delta)) == "a b c"
        (completed,) = client.of(Completed)
        assert completed.seconds == 2.56


async def test_a_commit_ends_a_turn(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 16)
        await client.session.commit()
        await client.rest()
        assert client.texts == ["a"]


async def test_silence_may_be_committed_and_has_no_text(live: Live) -> None:
    async with live.session(turn_detection=None) as client:
        await client.speak(b"." * 20)
        await client.session.commit()
        await client.rest()
        assert client.texts == [""]


async def test_there_must_be_something_to_commit(live: Live) -> None:
    async with live.session() as client:
        with pytest.raises(NothingToCommitError):
            await client.session.commit()
        await client.speak(b"a" * 16 + PAUSE)
        with pytest.raises(NothingToCommitError):
            await client.session.commit()


async def test_cleared_sound_is_forgotten(live: Live) -> None:
    async with live.session(turn_detection=None) as client:
        await client.speak(b"a" * 16 + PAUSE + b"b" * 16)
        await client.session.clear()
        await client.speak(b"c" * 16)
        await client.session.commit()
        await client.rest()
        assert len(client.of(Cleared)) == 1
        assert client.texts == ["c"]


async def test_settings_may_change_on_the_way(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 16 + PAUSE)
        changed = replace(
            client.session.settings,
            options=TranscriptionOptions(language="de"),
            turn_detection=TurnDetection(silence_duration_ms=64),
            sound_format=SoundFormat.ULAW_8_KHZ,
        )
        await client.session.configure(changed)
        await client.speak(b"b" * 16 + b".." * 2)
        assert client.texts == ["a", "b"]
        assert live.detectors.formats == [SoundFormat.PCM_24_KHZ, SoundFormat.ULAW_8_KHZ]
        assert [options.language for _, options in live.transcriber.opened] == [None, "de"]
        assert live.transcriber.open_now == 1


async def test_an_open_turn_ends_when_its_client_takes_over(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"a" * 16)
        await client.session.configure(replace(client.session.settings, turn_detection=None))
        await client.rest()
        assert client.texts == ["a"]


async def test_an_item_that_fails_says_why_and_the_next_is_heard(live: Live) -> None:
    async with live.session() as client:
        live.transcriber.fault = TranscriptionFailedError("The model failed.")
        await client.speak(b"a" * 16 + PAUSE)
        (failed,) = client.of(ItemFailed)
        assert str(failed.error) == "The model failed."
        live.transcriber.fault = None
        await client.speak(b"b" * 16 + PAUSE)
        assert client.texts == ["b"]


async def test_a_model_that_is_not_there_fails_each_item(live: Live) -> None:
    async with live.session(model=ModelName("absent")) as client:
        await client.speak(b"a" * 16 + PAUSE)
        (failed,) = client.of(ItemFailed)
        assert "absent" in str(failed.error)
        assert live.transcriber.tried == 2  # at the start, and for the final text


async def test_a_model_that_comes_back_is_used_again(live: Live) -> None:
    async with live.session(model=ModelName("late")) as client:
        await client.speak(b"a" * 16 + PAUSE)
        live.transcriber.models = [ModelName("late")]
        await client.speak(b"b" * 16 + PAUSE)
        await client.speak(b"c" * 32)
        assert client.texts == ["b"]
        assert [delta.text for delta in client.of(Delta)] == ["b"]
        await client.speak(b"d" * 16)
        assert "".join(delta.text for delta in client.of(Delta)) == "bc"


async def test_segments_have_times_from_the_start_of_the_session(live: Live) -> None:
    async with live.session() as client:
        await client.speak(b"." * 100 + b"a" * 20 + PAUSE)
        (heard,) = client.of(SegmentHeard)
        assert heard.segment.start == 3.2


async def test_a_client_far_ahead_of_the_engine_waits(live: Live) -> None:
    async with live.session() as client:
        live.transcriber.gate.clear()
        speaking = asyncio.create_task(client.session.append((b"a" * 16 + PAUSE) * 10))
        await client.rest()
        assert not speaking.done()
        live.transcriber.gate.set()
        await speaking
        await client.rest()
        assert client.texts == ["a"] * 10


async def test_sound_too_far_ahead_of_time_is_refused() -> None:
    live = Live(ahead_seconds=1.0)
    second = b"." * 48_000
    async with live.session() as client:
        await client.session.append(second)
        with pytest.raises(SoundTooFastError):
            await client.session.append(second)
        await live.clock.advance(1.0)
        await client.session.append(second)
        await live.clock.advance(3_600.0)
        await client.session.append(second)
        with pytest.raises(SoundTooFastError):
            await client.session.append(second)


async def test_a_user_has_a_limited_number_of_sessions() -> None:
    live = Live(sessions=2, sessions_of_user=1)
    settings = LiveSettings(MODEL)
    async with live.transcribe(settings, caller=ADA), live.transcribe(settings, caller=BOB):
        with pytest.raises(TooManyLiveSessionsError):
            async with live.transcribe(settings, caller=ADA):
                pass
        with pytest.raises(LiveSessionsFullError):
            async with live.transcribe(settings, caller=a_user("eve")):
                pass
    async with live.transcribe(settings, caller=ADA):
        assert live.open_sessions.count == 1


async def test_memory_stays_flat_in_an_hour_of_silence(live: Live) -> None:
    async with live.session() as client:
        hearing = client.session._hearing
        for _ in range(100):
            await client.session.append(b"." * 1_000)
            await live.clock.advance(60.0)
        assert len(hearing._recent) <= 19
        assert live.transcriber.asked == []


async def test_memory_stays_flat_in_hours_of_speech(live: Live) -> None:
    async with live.session() as client:
        for _ in range(300):
            await client.session.append(b"a" * 40 + b"b" * 40 + PAUSE)
            await live.clock.advance(60.0)
            await client.rest()
        hearing, backlog = client.session._hearing, client.session._hearing._backlog
        assert (len(client.texts), client.texts[-1]) == (300, "a b")
        assert (len(hearing._recent), backlog.first, backlog.current) == (8, None, None)

"""Sound is sent over lines that break: each byte arrives once, and no turn is told twice."""

from collections.abc import Iterable

import pytest

from tests.fakes.live_service import PART, LiveService, broken
from whisper_transcriber_client import (
    ConnectionBrokenError,
    LiveEndedError,
    LiveNews,
    LiveStored,
    LiveTurn,
    LiveWords,
    NotFoundError,
)
from whisper_transcriber_client.flows.speaking import speak
from whisper_transcriber_client.sound import SoundBuffer, SoundForm


def sound_of(seconds: int) -> bytes:
    return b"".join(bytes((number % 251,)) * PART for number in range(seconds))


def spoken(service: LiveService, sound: bytes | Iterable[bytes]) -> list[LiveNews]:
    buffer = SoundBuffer(SoundForm(rate=16_000))
    for piece in [sound] if isinstance(sound, bytes) else sound:
        buffer.put(piece)
    buffer.end()
    return list(service.carry_out(speak("7", buffer, lambda: service.now)))


def turns(news: list[LiveNews]) -> list[LiveTurn]:
    return [each for each in news if isinstance(each, LiveTurn)]


def test_all_sound_arrives_and_what_is_heard_is_told() -> None:
    service = LiveService()
    news = spoken(service, sound_of(5))
    assert bytes(service.recording) == sound_of(5)
    assert [each.text for each in turns(news)] == ["0", "1", "2", "3", "4"]
    assert [each.segments[0].start for each in turns(news)] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert [each.text for each in news if isinstance(each, LiveWords)] == ["0", "1", "2", "3", "4"]
    stored = [each for each in news if isinstance(each, LiveStored)]
    assert (stored[0].offset, stored[-1].offset, stored[-1].seconds) == (0, 5 * PART, 5.0)


def test_the_last_sound_needs_no_whole_part() -> None:
    service = LiveService()
    spoken(service, sound_of(2) + b"\1" * 77)
    assert bytes(service.recording) == sound_of(2) + b"\1" * 77


@pytest.mark.parametrize("breaks", [(1,), (PART,), (PART * 3 + 5, 2), (7, 7, PART * 2, 9)])
def test_a_broken_line_goes_on_at_the_confirmed_byte(breaks: tuple[int, ...]) -> None:
    service = LiveService(*breaks)
    news = spoken(service, sound_of(6))
    assert bytes(service.recording) == sound_of(6)
    assert service.lines == len(breaks) + 1
    middles = [(each.segments[0].start + each.segments[-1].end) / 2 for each in turns(news)]
    assert middles == sorted(set(middles))
    assert turns(news)[-1].segments[-1].end == 6.0


def test_a_service_that_is_away_for_a_while_is_waited_for() -> None:
    service = LiveService(PART)
    service.away = 20
    spoken(service, sound_of(3))
    assert bytes(service.recording) == sound_of(3)
    assert 60 < sum(service.pauses) < 120


def test_patience_ends() -> None:
    service = LiveService()
    service.refuses = [broken() for _ in range(100)]
    with pytest.raises(ConnectionBrokenError):
        spoken(service, sound_of(1))
    assert 100 < sum(service.pauses) < 130


def test_patience_ends_where_each_line_breaks_at_once() -> None:
    service = LiveService(*[1] * 100)
    with pytest.raises(ConnectionBrokenError):
        spoken(service, sound_of(1))
    assert 20 < service.lines < 40


def test_a_source_that_is_silent_for_hours_keeps_its_line() -> None:
    service = LiveService()
    buffer = SoundBuffer(SoundForm(rate=16_000))

    def idle() -> None:
        if service.now - service.dialled_at > 300:
            service.end("session_idle")
        if service.now > 4 * 3600:
            buffer.end()

    service.on_hear = idle
    list(service.carry_out(speak("7", buffer, lambda: service.now)))
    assert service.lines > 40


def test_a_wrong_address_is_told_at_once() -> None:
    service = LiveService()
    service.refuses = [ConnectionBrokenError("No such host.", reached=False, passing=False)]
    with pytest.raises(ConnectionBrokenError, match="No such host"):
        spoken(service, sound_of(1))
    assert service.pauses == []


def test_a_job_that_is_not_there_is_told_at_once() -> None:
    service = LiveService()
    service.refuses = [NotFoundError(404, "There is no job 7 of yours.")]
    with pytest.raises(NotFoundError):
        spoken(service, sound_of(1))


@pytest.mark.parametrize("code", ["recording_taken_over", "recording_ended", "not_authenticated"])
def test_a_session_that_the_service_ends_is_told(code: str) -> None:
    service = LiveService()
    service.on_append = lambda: code
    with pytest.raises(LiveEndedError, match="It is over") as caught:
        spoken(service, sound_of(1))
    assert caught.value.code == code
    assert service.lines == 1


@pytest.mark.parametrize("code", ["server_shutting_down", "session_idle", "too_many_live_sessions"])
def test_a_session_that_ends_for_a_while_goes_on(code: str) -> None:
    service = LiveService()
    faults = [code]
    service.on_append = lambda: faults.pop() if faults else None
    spoken(service, sound_of(3))
    assert bytes(service.recording) == sound_of(3)
    assert service.lines == 2


def test_sound_is_sent_less_than_a_minute_ahead() -> None:
    service = LiveService()
    spoken(service, (sound_of(1) for _ in range(180)))
    assert len(service.recording) == 180 * PART
    assert 30 < service.most_ahead < 60
    assert service.now > 100


def test_what_is_not_confirmed_is_bounded() -> None:
    service = LiveService()
    service.silent = True
    buffer = SoundBuffer(SoundForm(rate=16_000))
    for _ in range(120):
        buffer.put(sound_of(1))
    told = service.carry_out(speak("7", buffer, lambda: service.now))
    next(told)
    service.refuses = [NotFoundError(404, "It is gone.")]
    with pytest.raises(NotFoundError):
        list(told)
    assert len(buffer.take(999 * PART)) == (120 - 40) * PART


def test_a_line_without_a_sign_of_life_is_asked_for_one() -> None:
    service = LiveService()
    buffer = SoundBuffer(SoundForm(rate=16_000))
    told = service.carry_out(speak("7", buffer, lambda: service.now))
    next(told)
    buffer_ends_at = 200.0

    def clock_ends() -> None:
        if service.now > buffer_ends_at:
            buffer.end()

    service.on_hear = clock_ends
    list(told)
    assert (service.lines, service.pings) == (1, 9)


def test_an_error_of_the_source_is_raised() -> None:
    service = LiveService()
    buffer = SoundBuffer(SoundForm(rate=16_000))
    buffer.put(sound_of(1))
    buffer.end(OSError("The microphone is gone."))
    with pytest.raises(OSError, match="microphone"):
        list(service.carry_out(speak("7", buffer, lambda: service.now)))
    assert bytes(service.recording) == sound_of(1)


def test_a_recording_that_was_begun_is_gone_on_with() -> None:
    service = LiveService()
    service.recording += b"\1" * (PART + 1)
    news = spoken(service, sound_of(2))
    assert bytes(service.recording) == b"\1" * (PART + 1) + b"\0" + sound_of(2)
    assert turns(news)[0].segments[0].start == pytest.approx(1.0, abs=0.01)

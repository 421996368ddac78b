"""Lines that come too often are counted, not written."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from typing_extensions import override

from adapters.logging.limited_handler import LimitedHandler
from adapters.logging.repetition import WINDOW_SECONDS, Repetition


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Written(logging.Formatter):
    """Shows a line as the handler was given it."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        shown = record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()}
        left_out = {name: getattr(record, name) for name in ("of", "lines") if name in vars(record)}
        return json.dumps(shown | left_out)


class Log:
    """A log with a limited handler."""

    def __init__(self, lines_per_minute: int) -> None:
        self.clock = Clock()
        self._stream = io.StringIO()
        self.handler = LimitedHandler(Repetition(lines_per_minute, self.clock), self._stream)
        self.handler.setFormatter(Written())

    def say(self, message: object, *args: object, name: str = "entrypoints", **extra: Any) -> None:
        record = logging.LogRecord(name, logging.INFO, "", 0, message, args, None)
        vars(record).update(extra)
        self.handler.handle(record)

    def event(self, event: str, **fields: object) -> None:
        self.say({"event": event, **fields})

    def lines(self) -> list[dict[str, Any]]:
        """Give what was written since the last time."""
        written = self._stream.getvalue().splitlines()
        self._stream.seek(0)
        self._stream.truncate()
        return [json.loads(line) for line in written]


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log(lines_per_minute=20)
    yield log
    log.handler.close()


def test_repeated_lines_are_limited_and_the_others_counted(log: Log) -> None:
    for _ in range(1_000):
        log.event("connection_refused")
    assert log.lines() == [{"event": "connection_refused"}] * 20
    log.clock.now += WINDOW_SECONDS
    log.event("another")
    assert log.lines() == [
        {"event": "log_lines_left_out", "of": "connection_refused", "lines": 980},
        {"event": "another"},
    ]


def test_the_same_line_may_be_logged_again_a_minute_later(log: Log) -> None:
    for _ in range(30):
        log.event("connection_refused")
    log.lines()
    log.clock.now += WINDOW_SECONDS
    log.event("connection_refused")
    assert [line["event"] for line in log.lines()] == ["log_lines_left_out", "connection_refused"]


def test_one_kind_of_line_does_not_use_up_the_limit_of_others(log: Log) -> None:
    for _ in range(30):
        log.event("connection_refused")
    log.event("job_failed")
    assert log.lines()[-1] == {"event": "job_failed"}


def test_refused_requests_hide_no_answers_to_others(log: Log) -> None:
    for number in range(30):
        log.event("request_answered", endpoint=f"/route/{number}", status=401)
    log.event("request_answered", endpoint="/jobs/", status=201)
    log.event("request_answered", endpoint="/jobs/{job_id}", status=200)
    shown = log.lines()
    assert [line["status"] for line in shown] == [401] * 20 + [201, 200]


def test_lines_of_a_library_are_of_one_kind_whatever_values_they_carry(log: Log) -> None:
    for number in range(30):
        log.say("Error handling request from %s", number, name="aiohttp.server")
    for number in range(30):
        log.say(f"socket.accept() out of system resource\nsocket: {number}", name="asyncio")
    assert len(log.lines()) == 40


def test_a_traceback_counts_as_ten_lines(log: Log) -> None:
    for _ in range(30):
        log.say("a fault of a library", exc_info=(ValueError, ValueError(), None))
    assert len(log.lines()) == 2
    for _ in range(30):
        log.event("request_crashed", exc_info=True)
    assert len(log.lines()) == 2


def test_the_number_of_omitted_lines_is_logged_at_the_end(log: Log) -> None:
    for _ in range(25):
        log.event("connection_refused")
    log.handler.close()
    assert log.lines()[-1] == {
        "event": "log_lines_left_out",
        "of": "connection_refused",
        "lines": 5,
    }


def test_a_thousand_kinds_are_counted_apart_and_all_others_together(log: Log) -> None:
    for number in range(1_100):
        log.event(f"event {number}")
    assert len(log.lines()) == 1_020
    log.clock.now += 2 * WINDOW_SECONDS
    log.event("event 1101")
    assert [line["event"] for line in log.lines()] == ["log_lines_left_out", "event 1101"]

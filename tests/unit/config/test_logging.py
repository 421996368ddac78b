import json
import logging
from collections.abc import Iterator

import aiosqlite
import pytest
import structlog

from config.logging import OURS, QUIET, configure_logging


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """What is configured here holds for the whole process."""
    loggers = [logging.getLogger(), *map(logging.getLogger, (*OURS, *QUIET))]
    levels = [logger.level for logger in loggers]
    handlers, events = list(logging.root.handlers), structlog.get_config()
    yield
    structlog.configure(**events)
    logging.root.handlers = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


async def test_what_passes_through_a_library_is_not_logged_at_any_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(level="DEBUG", as_json=True)
    async with aiosqlite.connect(":memory:") as connection:
        await connection.execute("SELECT ?", ("what was said",))
    assert capsys.readouterr().err == ""


def test_our_own_events_are_logged_from_their_level_on(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="debug", as_json=True)
    logging.getLogger("adapters.somewhere").debug("looked closely")
    assert "looked closely" in capsys.readouterr().err
    configure_logging(level="ERROR", as_json=True)
    logging.getLogger("adapters.somewhere").warning("looked askance")
    assert capsys.readouterr().err == ""


def test_a_library_is_never_louder_than_we_are(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="CRITICAL", as_json=True)
    for name in (*QUIET, "any.other"):
        logging.getLogger(name).warning("a library's worry")
    assert capsys.readouterr().err == ""


def test_no_line_can_fill_the_disk(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", as_json=True, lines_per_minute=5)
    for number in range(100):
        logging.getLogger("asyncio").error("socket.accept() out of system resource\n%d", number)
        structlog.get_logger().warning("connection_refused", number=number)
    assert len(capsys.readouterr().err.splitlines()) == 10
    configure_logging(level="INFO", as_json=True)  # the handler before this one ends
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["lines"]) for line in told] == [("log_lines_left_out", 95)] * 2

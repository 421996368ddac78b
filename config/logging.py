"""Configures structured logs: one event per line, readable on a terminal, otherwise JSON."""

import logging
import sys
import time
from typing import Final

import structlog
from structlog.typing import Processor

from adapters.logging.limited_handler import LimitedHandler
from adapters.logging.repetition import Repetition

LINES_PER_MINUTE: Final = 600
# Our own events say more than what these libraries log for each request or file.
QUIET: Final = ("aiohttp.access", "alembic", "faster_whisper", "httpx", "procrastinate", "psycopg")


# Only these log at DEBUG. Libraries would log the data that passes through them: aiosqlite logs
# each statement with its values, which include password hashes and transcripts.
OURS: Final = ("adapters", "application", "config", "domain", "entrypoints")


def configure_logging(
    *, level: str, as_json: bool | None, lines_per_minute: int = LINES_PER_MINUTE
) -> None:
    """Send the events of structlog and the standard library to stderr in one format.

    `as_json` None means JSON unless stderr is a terminal. At most `lines_per_minute` lines of one
    kind are written, and a tenth as many with a traceback.
    """
    json_lines = as_json if as_json is not None else not sys.stderr.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = LimitedHandler(Repetition(lines_per_minute, time.monotonic))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(json_lines=json_lines),
            ],
        )
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(number)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _rendering(*, json_lines: bool) -> list[Processor]:
    if json_lines:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # Rich would print the values of local variables, which may be secret.
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]

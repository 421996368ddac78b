"""Structured logs: one event a line, readable on a terminal, JSON everywhere else."""

import logging
import sys
import time
from typing import Final

import structlog
from structlog.typing import Processor

from adapters.logging.limited_handler import LimitedHandler
from adapters.logging.repetition import Repetition

LINES_PER_MINUTE: Final = 600
# What libraries say of each request or file is said better by our own events.
QUIET: Final = ("aiohttp.access", "alembic", "faster_whisper", "httpx", "procrastinate", "psycopg")


# Only these say more at DEBUG. Libraries would tell what passes through them: aiosqlite repeats
# each statement with its values, which are password hashes and what was said.
OURS: Final = ("adapters", "application", "config", "domain", "entrypoints")


def configure_logging(
    *, level: str, as_json: bool | None, lines_per_minute: int = LINES_PER_MINUTE
) -> None:
    """Send structlog's events and the standard library's through one formatter to stderr.

    `as_json` None means: unless stderr is a terminal. Of lines of one kind no more than
    `lines_per_minute` are written, and of those with a traceback a tenth.
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
    # Rich would print the values of local variables, and with them what nobody should read.
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]

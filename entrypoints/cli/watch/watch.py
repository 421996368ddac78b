"""Carry out a `watch` command."""

from collections.abc import Callable
from dataclasses import dataclass

from application.folders.keep_watching import KeepWatching
from domain.options import TranscriptionOptions
from domain.subtitle_layout import SubtitleLayout
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.transcribe.documents import Form, Rendering, engine_options
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine, Workshop
from entrypoints.cli.transcribe.screen import display
from entrypoints.cli.watch.lines import Lines
from entrypoints.cli.watch.places import AskedPlaces, OpenPlaces, WatchedPlaces
from entrypoints.cli.watch.writing import Writing


@dataclass(frozen=True, slots=True)
class WatchOrder:
    """All that the command line asks for; `again` tries what failed once more."""

    places: AskedPlaces
    engine: EngineChoice
    options: TranscriptionOptions
    layout: SubtitleLayout
    forms: tuple[Form, ...]
    every_seconds: float
    settle_seconds: float
    once: bool
    again: bool
    at_once: int | None
    quiet: bool


def carry_out(
    order: WatchOrder, engine: Callable[[], LocalEngine], places: Callable[[], WatchedPlaces]
) -> bool:
    """Watch until stopped, or once; say whether all went well.

    Raises AlreadyWatchedError, InvalidPlaceError, ModelUnavailableError, OutOfMemoryError,
    PlaceUnavailableError, SettingsError.
    """
    with places().open(order.places) as opened:
        return run_to_the_end(
            _watched(order, opened, engine), farewell="Stopped. What is done is kept."
        )


async def _watched(
    order: WatchOrder, places: OpenPlaces, engine: Callable[[], LocalEngine]
) -> bool:
    lines = Lines(quiet=order.quiet)
    with display(quiet=order.quiet, recordings=0) as shown:
        async with engine().open(order.engine, shown.preparing) as workshop:
            options = engine_options(order.options, order.forms)
            writing = Writing(
                workshop.transcribe,
                workshop.tell_speakers,
                options,
                _rendering(order, workshop),
                order.forms,
            )
            watch = places.watcher(writing, lines, order.forms, settle_seconds=order.settle_seconds)
            await watch.book.open(again=order.again)
            keep = KeepWatching(watch, order.every_seconds, order.at_once or workshop.at_once)
            left = await keep(until_empty=order.once)
    return not left and not lines.failures


def _rendering(order: WatchOrder, workshop: Workshop) -> Rendering:
    return Rendering(
        order.options.task,
        order.layout,
        workshop.printers,
        with_words=order.options.word_timestamps,
        breaks=workshop.line_breaks,
    )

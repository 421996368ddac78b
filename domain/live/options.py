"""Which options of a job make sense for a live session, and how they begin its settings."""

from collections.abc import Iterator
from dataclasses import asdict, replace

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.live.settings import LiveSettings
from domain.options import Channels, ModelName, TranscriptionOptions


def ensure_live(options: TranscriptionOptions) -> None:
    """Raise InvalidRequestError for options that only a whole recording can have."""
    faults = tuple(_faults(options))
    if faults:
        raise InvalidRequestError(*faults)


def _faults(options: TranscriptionOptions) -> Iterator[FieldError]:
    if options.channels is not Channels.MIX:
        yield FieldError("channels", "The sound of a live session has one channel: leave this out.")
    if options.track is not None:
        yield FieldError("track", "The sound of a live session has one track: leave this out.")
    for name, value in asdict(options.clips).items():
        if value is not None:
            yield FieldError(name, "A live session is transcribed as a whole: leave this out.")


def settings_of(model: ModelName, options: TranscriptionOptions) -> LiveSettings:
    """Return the settings with which a job's live session begins."""
    settings = LiveSettings(model)
    asked = replace(
        settings.options,
        language=options.language,
        languages=options.languages,
        task=options.task,
        prompt=options.prompt,
        hotwords=options.hotwords,
    )
    return replace(settings, options=asked)

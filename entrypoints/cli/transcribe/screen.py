"""Choose between bars and lines, depending on where stderr goes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from entrypoints.cli.transcribe.display import Display, PlainDisplay, SilentDisplay


@contextmanager
def display(*, quiet: bool, recordings: int) -> Iterator[Display]:
    """Choose bars for a terminal and lines for everything else."""
    if quiet:
        yield SilentDisplay()
    elif sys.stderr.isatty():
        # rich takes a tenth of a second to import, which only a terminal is worth
        from entrypoints.cli.transcribe.bars import bars

        with bars(recordings) as shown:
            yield shown
    else:
        yield PlainDisplay()

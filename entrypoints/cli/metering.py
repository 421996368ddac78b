"""Choose between bars, lines and silence, depending on where stderr goes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from entrypoints.cli.meter import LineMeter, Meter, SilentMeter


@contextmanager
def meter(*, quiet: bool = False) -> Iterator[Meter]:
    """Choose bars for a terminal and lines for everything else."""
    if quiet:
        yield SilentMeter()
    elif sys.stderr.isatty():
        # rich takes a tenth of a second to import, which only a terminal is worth
        from entrypoints.cli.meter_bars import meter_bars

        with meter_bars() as bars:
            yield bars
    else:
        yield LineMeter()

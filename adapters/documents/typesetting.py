"""`python -m adapters.documents.typesetting`: make a PDF of a transcript with Typst.

The transcript comes as JSON on standard input, as `transcript.typ` reads it, and the PDF goes to
standard output. Typst keeps what it made of the last ten documents, so it works in a process that
ends after one.
"""

import sys
from pathlib import Path
from typing import Final

import typst

from adapters.documents.characters import FONTS
from adapters.sound.processes.limits import limit_cpu, limit_memory

_LAYOUT: Final = Path(__file__).parent / "transcript.typ"
# The longest text that is printed takes half a GiB and a minute of CPU in Thai, which takes most.
_MEMORY_BYTES: Final = 1 << 30
_CPU_SECONDS: Final = 180.0


def main() -> None:
    """Make one PDF. The process is ended if it needs more than the limits."""
    limit_memory(_MEMORY_BYTES)
    limit_cpu(_CPU_SECONDS)
    pdf = typst.compile(
        _LAYOUT,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"transcript": sys.stdin.buffer.read().decode()},
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()

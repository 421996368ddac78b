"""A transcript as Markdown (CommonMark), paragraph by paragraph."""

import re
from typing import Final

from domain.paragraphs import Paragraph, clock, readable

# CommonMark shows any of these as it is after a backslash.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
# What would start a list or a rule at the start of a line.
_LINE_START: Final = re.compile(r"^(\d{1,9})?([-+=.)])")


def heading(title: str) -> str:
    """Write the title."""
    return f"# {escaped(title)}\n"


def paragraph(written: Paragraph, *, times: bool) -> str:
    """Write a paragraph, after an empty line."""
    marks = [clock(written.start)] if times else []
    if written.speaker:
        marks.append(f"{escaped(written.speaker)}:")
    lead = f"**{' '.join(marks)}** " if marks else ""
    return f"\n{lead}{escaped(written.text)}\n"


def escaped(text: str) -> str:
    """Make a text that Markdown shows as it is."""
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", readable(text)))

"""Makes PDF documents with Typst, which shapes and breaks the lines of every script."""

import json
from pathlib import Path
from typing import Any, Final

import typst
from typing_extensions import override

from adapters.documents.characters import FONTS, MissingCharacters
from application.ports.printer import PrintedTranscript, Printer
from domain.paragraphs import clock, readable

LAYOUT: Final = Path(__file__).parent / "transcript.typ"
UNKNOWN_LANGUAGE: Final = "und"


class PdfPrinter(Printer):
    """Embeds the fonts that a transcript needs, reduced to its characters.

    Typst compiles without Python's lock, so other threads go on.
    """

    @override
    def __call__(self, transcript: PrintedTranscript) -> bytes:
        return typst.compile(
            LAYOUT,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"transcript": json.dumps(_shown(transcript))},
        )


def _shown(transcript: PrintedTranscript) -> dict[str, Any]:
    missing = MissingCharacters()
    paragraphs = [
        {
            "time": clock(each.start) if transcript.times else "",
            "speaker": missing.replaced(each.speaker or ""),
            "text": missing.replaced(each.text),
            "rtl": each.is_right_to_left,
        }
        for each in transcript.paragraphs
    ]
    return {
        "title": missing.replaced(readable(transcript.title)),
        "language": transcript.language or UNKNOWN_LANGUAGE,
        "paragraphs": paragraphs,
        "note": missing.note,
    }

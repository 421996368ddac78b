"""Makes PDF documents with Typst, which shapes and breaks the lines of every script."""

import json
import subprocess
import sys
from typing import Any, Final

from typing_extensions import override

from adapters.documents.characters import MissingCharacters
from adapters.documents.long_words import breakable
from adapters.sound.processes.command import program_environment
from application.ports.printer import PrintedTranscript, Printer
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.paragraphs import clock, readable
from domain.text_direction import begins_right_to_left

_PROGRAM: Final = "adapters.documents.typesetting"
_UNKNOWN_LANGUAGE: Final = "und"
_SECONDS: Final = 600.0
_TOO_MUCH: Final = (
    "This transcript cannot be made into a PDF within the limits of the service. "
    "Take docx, md or txt."
)


class PdfPrinter(Printer):
    """Embeds the fonts that a transcript needs, reduced to its characters.

    Typst runs in a process of its own with limits, whose memory is free afterwards.
    """

    @override
    def __call__(self, transcript: PrintedTranscript) -> bytes:
        command = [sys.executable, "-P", "-m", _PROGRAM]
        try:
            done = subprocess.run(  # noqa: S603  # a program of ours
                command,
                input=json.dumps(_shown(transcript)).encode(),
                stdout=subprocess.PIPE,
                env=program_environment(),
                timeout=_SECONDS,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise InvalidRequestError(FieldError("format", _TOO_MUCH)) from error
        return done.stdout


def _shown(transcript: PrintedTranscript) -> dict[str, Any]:
    missing = MissingCharacters()
    paragraphs = [
        {
            "time": clock(each.start) if transcript.times else "",
            "speaker": breakable(missing.replaced(each.speaker or "")),
            "text": breakable(missing.replaced(each.text)),
            "rtl": each.is_right_to_left,
        }
        for each in transcript.paragraphs
    ]
    title = readable(transcript.title)
    return {
        "name": title,
        "title": breakable(missing.replaced(title)),
        "rtl": begins_right_to_left(title),
        "language": transcript.language or _UNKNOWN_LANGUAGE,
        "paragraphs": paragraphs,
        "note": missing.note,
    }

"""Makes Word documents (Office Open XML) with python-docx."""

from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run
from typing_extensions import override

from application.ports.printer import PrintedTranscript, Printer
from domain.paragraphs import Paragraph, clock, readable
from domain.text_direction import begins_right_to_left

TIMES: Final = "Time"
SPEAKERS: Final = "Speaker"
GREY: Final = RGBColor(0x59, 0x59, 0x59)  # 7:1 on white


class DocxPrinter(Printer):
    """Writes each paragraph as one of the document, with styles that a user can change."""

    @override
    def __call__(self, transcript: PrintedTranscript) -> bytes:
        document = _document(transcript)
        for paragraph in transcript.paragraphs:
            _add(document, paragraph, times=transcript.times)
        file = BytesIO()
        document.save(file)
        return file.getvalue()


def _document(transcript: PrintedTranscript) -> DocumentObject:
    document = Document()
    # python-docx leaves its own name and the age of its template in the properties.
    properties = document.core_properties
    properties.author = properties.comments = ""
    properties.title = readable(transcript.title)[:255]
    properties.language = transcript.language or ""
    times: Any = document.styles.add_style(TIMES, WD_STYLE_TYPE.CHARACTER)
    times.font.size, times.font.color.rgb = Pt(9), GREY
    speakers: Any = document.styles.add_style(SPEAKERS, WD_STYLE_TYPE.CHARACTER)
    speakers.font.bold = speakers.font.cs_bold = True
    _add_heading(document, readable(transcript.title))
    return document


def _add_heading(document: DocumentObject, title: str) -> None:
    heading = document.add_heading(title, level=1)
    if begins_right_to_left(title):
        _turn(heading)
        _from_the_right(heading.runs[0])


def _add(document: DocumentObject, paragraph: Paragraph, *, times: bool) -> None:
    added = document.add_paragraph()
    if times:
        _style(added.add_run(clock(paragraph.start)), TIMES)
        added.add_run("\t")
    if paragraph.speaker:
        speaker = added.add_run(f"{paragraph.speaker}:")
        _style(speaker, SPEAKERS)
        if begins_right_to_left(paragraph.speaker):
            _from_the_right(speaker)
        added.add_run(" ")
    text = added.add_run(paragraph.text)
    if paragraph.is_right_to_left:
        _turn(added)
        _from_the_right(text)


def _turn(paragraph: DocxParagraph) -> None:
    """Let a paragraph begin at the right."""
    paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _style(run: Run, style: str) -> None:
    """Set the style by its id; by its name, python-docx would search all styles each time."""
    element: Any = run.font.element
    element.style = style


def _from_the_right(run: Run) -> None:
    """Mark a run as right-to-left, or Word would put its punctuation on the wrong side."""
    run.font.rtl = True

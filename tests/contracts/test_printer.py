import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from typing_extensions import override

from adapters.documents import pdf_printer
from adapters.documents.printers import PRINTERS
from application.ports.printer import PrintedTranscript, Printer
from domain.document_format import DocumentFormat
from domain.errors.kinds import InvalidRequestError
from domain.paragraphs import Paragraph
from tests.contracts.printer import WORD, PrinterContract

A4_POINTS = 595
LEAST_WIDTH = 0.2  # of a letter, as a part of the size of the font


class TestDocx(PrinterContract):
    @pytest.fixture
    @override
    def printer(self) -> Printer:
        return PRINTERS[DocumentFormat.DOCX]

    @override
    def words(self, file: bytes) -> str:
        return "\n".join(each.text for each in Document(BytesIO(file)).paragraphs)

    @override
    def title(self, file: bytes) -> str:
        return str(Document(BytesIO(file)).core_properties.title)

    def test_what_is_written_from_the_right_is_marked_so(self, printer: Printer) -> None:
        said = (Paragraph(0.0, 1.0, "שלום עולם!"), Paragraph(1.0, 2.0, "Hello!"))
        document = Document(BytesIO(printer(PrintedTranscript("x", None, said, times=False))))
        hebrew, english = document.paragraphs[1:]
        assert (hebrew.runs[0].font.rtl, english.runs[0].font.rtl) == (True, None)
        assert "w:bidi" in hebrew.paragraph_format.element.xml
        assert "w:bidi" not in english.paragraph_format.element.xml

    def test_names_from_the_right_are_marked_so(self, printer: Printer) -> None:
        said = (Paragraph(0.0, 1.0, "שלום", "דנה"), Paragraph(0.0, 1.0, "مرحبا", "Anna"))
        file = printer(PrintedTranscript("שיחה", "he", said, times=False))
        document = Document(BytesIO(file))
        title, hebrew, arabic = document.paragraphs
        assert "w:bidi" in title.paragraph_format.element.xml
        assert [run.font.rtl for run in title.runs] == [True]
        assert [run.font.rtl for run in hebrew.runs] == [True, None, True]
        assert [run.font.rtl for run in arabic.runs] == [None, None, True]
        assert document.styles["Speaker"].font.cs_bold


class TestPdf(PrinterContract):
    @pytest.fixture
    @override
    def printer(self) -> Printer:
        return PRINTERS[DocumentFormat.PDF]

    @override
    def words(self, file: bytes) -> str:
        return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(file)).pages).split())

    @override
    def title(self, file: bytes) -> str:
        read = PdfReader(BytesIO(file)).metadata
        return str(read.title) if read else ""

    @pytest.mark.parametrize("text", ["你好世界", "안녕하세요", "Ελλάδα", "Привет", "こんにちは"])
    def test_its_fonts_have_the_scripts(self, printer: Printer, text: str) -> None:
        said = (Paragraph(0.0, 1.0, text),)
        words = self.words(printer(PrintedTranscript("talk.mp3", None, said)))
        assert text in words
        assert "no font" not in words

    def test_it_says_which_characters_it_cannot_show(self, printer: Printer) -> None:
        said = (Paragraph(0.0, 1.0, "ᠮᠣᠩ and 𓀀"),)
        words = self.words(printer(PrintedTranscript("talk.mp3", None, said)))
        assert "4 characters of this transcript are shown as" in words
        assert "(Mongolian, Egyptian)" in words

    def test_its_text_is_tagged_for_readers_of_screens(self, printer: Printer) -> None:
        file = PdfReader(BytesIO(printer(PrintedTranscript("talk.mp3", "en", ()))))
        assert str(file.root_object["/Lang"]) == "en"
        assert "/StructTreeRoot" in file.root_object

    def test_a_very_long_word_stays_on_the_page(self, printer: Printer) -> None:
        ends: list[float] = []

        def note_end(text: str, _: Any, place: list[float], __: Any, size: float) -> None:
            if text.strip():
                ends.append(place[4] + len(text.strip()) * size * LEAST_WIDTH)

        for text in (WORD, "مرحبا" * 60):
            said = (Paragraph(0.0, 1.0, f"so {text} it is", text),)
            for page in PdfReader(BytesIO(printer(PrintedTranscript(text, None, said)))).pages:
                page.extract_text(visitor_text=note_end)
        assert 0 < max(ends) < A4_POINTS

    def test_what_needs_too_much_is_refused(
        self, printer: Printer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pdf_printer, "_PROGRAM", "adapters.documents.there_is_no_such_program")
        with pytest.raises(InvalidRequestError, match="Take docx, md or txt"):
            printer(PrintedTranscript("talk.mp3", "en", ()))

    def test_nothing_of_a_document_stays_in_this_process(self) -> None:
        program = (
            "import sys; from adapters.documents.pdf_printer import PdfPrinter;"
            "from application.ports.printer import PrintedTranscript as Transcript;"
            "assert PdfPrinter()(Transcript('x', None, ())); print('typst' in sys.modules)"
        )
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        assert done.stdout.split() == [b"False"]

from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader
from typing_extensions import override

from adapters.documents.printers import PRINTERS
from application.ports.printer import PrintedTranscript, Printer
from domain.document_format import DocumentFormat
from domain.paragraphs import Paragraph
from tests.contracts.printer import PrinterContract


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

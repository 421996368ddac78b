"""The printers by their formats; their libraries, which take a while, are imported at first use."""

from collections.abc import Mapping
from typing import Final

from application.ports.printer import PrintedTranscript, Printer
from domain.document_format import DocumentFormat


def _docx(transcript: PrintedTranscript) -> bytes:
    from adapters.documents.docx_printer import DocxPrinter

    return DocxPrinter()(transcript)


def _pdf(transcript: PrintedTranscript) -> bytes:
    from adapters.documents.pdf_printer import PdfPrinter

    return PdfPrinter()(transcript)


PRINTERS: Final[Mapping[DocumentFormat, Printer]] = {
    DocumentFormat.DOCX: _docx,
    DocumentFormat.PDF: _pdf,
}

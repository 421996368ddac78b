"""What every printer promises; a subclass provides the printer and reads its files."""

from abc import ABC, abstractmethod

import pytest

from application.ports.printer import PrintedTranscript, Printer
from domain.paragraphs import Paragraph, paragraphs
from domain.transcript import Segment

SAID = (
    Paragraph(0.0, 4.0, "Good morning, <everybody> & #all *of* you \\ $x$."),
    Paragraph(3_725.0, 3_729.0, "Guten Abend, schöne Grüße aus Łódź."),
)
WORD = "Wonderful" * 30


class PrinterContract(ABC):
    """What every printer promises."""

    @pytest.fixture
    @abstractmethod
    def printer(self) -> Printer: ...

    @abstractmethod
    def words(self, file: bytes) -> str:
        """Read the text of a file."""

    @abstractmethod
    def title(self, file: bytes) -> str:
        """Read the title in the file's properties."""

    def test_all_that_was_said_is_in_the_file(self, printer: Printer) -> None:
        words = self.words(printer(PrintedTranscript("A talk.mp3", "en", SAID)))
        assert "A talk.mp3" in words
        for paragraph in SAID:
            assert paragraph.text in words

    def test_times_are_written_if_they_are_wanted(self, printer: Printer) -> None:
        assert "01:02:05" in self.words(printer(PrintedTranscript("A talk.mp3", "en", SAID)))
        bare = printer(PrintedTranscript("A talk.mp3", "en", SAID, times=False))
        assert "01:02:05" not in self.words(bare)

    def test_speakers_are_named(self, printer: Printer) -> None:
        said = (Paragraph(0.0, 4.0, "Good morning.", "Anna <b> #x"),)
        words = self.words(printer(PrintedTranscript("A talk.mp3", "en", said, times=False)))
        assert "Anna <b> #x: Good morning." in words

    def test_the_file_knows_its_title(self, printer: Printer) -> None:
        file = printer(PrintedTranscript("Łódź & <co>.mp3", "pl", SAID))
        assert self.title(file) == "Łódź & <co>.mp3"

    def test_nothing_was_said(self, printer: Printer) -> None:
        assert "silence.wav" in self.words(printer(PrintedTranscript("silence.wav", None, ())))

    @pytest.mark.parametrize(
        "text",
        ["שלום עולם", "مرحبا بكم", "สวัสดีครับ", "你好世界", "안녕하세요", "नमस्ते", "こんにちは"],
    )
    def test_any_script_can_be_printed(self, printer: Printer, text: str) -> None:
        said = (Paragraph(0.0, 1.0, text),)
        assert printer(PrintedTranscript("talk.mp3", None, said, times=False))

    def test_a_name_with_characters_that_no_document_allows_is_printed(
        self, printer: Printer
    ) -> None:
        assert "a b" in self.words(printer(PrintedTranscript("a\x00\x0b\x1bb\ufffe", "en", ())))

    def test_text_with_characters_that_no_document_allows_is_printed(
        self, printer: Printer
    ) -> None:
        said = paragraphs([Segment(0, 1, " o\x00n\uffffe", speaker="An\ufffena\x1b")])
        words = self.words(printer(PrintedTranscript("x", "en", tuple(said), times=False)))
        assert "Anna: one" in words

    @pytest.mark.parametrize(
        "text",
        ["<script>alert(1)</script> & ]]> &amp;", "=cmd|' /C calc'!A0", '#import "x" {{7*7}} $x$'],
    )
    def test_what_is_code_elsewhere_is_text(self, printer: Printer, text: str) -> None:
        said = (Paragraph(0.0, 1.0, text, text),)
        words = self.words(printer(PrintedTranscript(text, None, said, times=False)))
        assert words.count(text) == 3

    def test_a_very_long_word_is_whole(self, printer: Printer) -> None:
        said = (Paragraph(0.0, 1.0, f"so {WORD} it is", WORD),)
        words = self.words(printer(PrintedTranscript(WORD, "en", said, times=False)))
        assert f"{WORD}{WORD}:so{WORD}itis" in "".join(words.split())

    def test_the_same_transcript_has_the_same_words_again(self, printer: Printer) -> None:
        transcript = PrintedTranscript("A talk.mp3", "en", SAID)
        assert self.words(printer(transcript)) == self.words(printer(transcript))

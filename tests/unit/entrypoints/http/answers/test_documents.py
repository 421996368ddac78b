"""Writing a document leaves the event loop to others."""

import threading
from collections.abc import AsyncIterator, Sequence

from application.limits.fair_semaphore import FairSemaphore
from application.transcripts.print_transcript import PrintTranscript
from domain.correction import Line
from domain.document_format import DocumentFormat
from domain.errors.capacity import PrintersBusyError
from domain.speaker_edits import ShownSpeaker
from domain.speakers import SpeakerTurn
from domain.subtitle_layout import SubtitleLayout
from domain.transcript import Cut, Gap, Segment
from entrypoints.http.answers.documents import TranscriptSource, document
from tests.memory.clock import MemoryClock
from tests.samples import a_job


async def nobody() -> Sequence[ShownSpeaker]:
    return ()


async def nothing() -> AsyncIterator[Gap | Cut | SpeakerTurn]:
    return
    yield


async def lines() -> AsyncIterator[Line]:
    yield Line(0, Segment(0.0, 2.0, " one two"))


async def test_captions_are_made_in_threads() -> None:
    makers = []

    def breaks(text: str, language: str | None) -> Sequence[int]:
        del language
        makers.append(threading.current_thread())
        return [len(text)]

    source = TranscriptSource(lines, nothing, nothing, nobody, nothing)  # type: ignore[arg-type]  # yields none
    printing = PrintTranscript({}, FairSemaphore(MemoryClock(), 1, PrintersBusyError))
    pieces = document(DocumentFormat.VTT, a_job(), source, SubtitleLayout(), printing, breaks)
    assert "one two" in b"".join([piece async for piece in pieces]).decode()
    assert makers
    assert threading.main_thread() not in makers

import asyncio
from collections.abc import AsyncIterator

import pytest

from application.limits.fair_semaphore import FairSemaphore
from application.ports.printer import MOST_CHARACTERS, PrintedTranscript
from application.transcripts.print_transcript import PrintTranscript
from domain.document_format import DocumentFormat
from domain.errors.capacity import PrintersBusyError
from domain.errors.kinds import InvalidRequestError
from domain.options import Task, TranscriptionOptions
from domain.transcript import Segment
from tests.memory.clock import MemoryClock
from tests.samples import a_job


def written(transcript: PrintedTranscript) -> bytes:
    said = " / ".join(each.text for each in transcript.paragraphs)
    return f"{transcript.title}|{transcript.language}|{said}|{transcript.times}".encode()


@pytest.fixture
def printing() -> PrintTranscript:
    return PrintTranscript(
        {DocumentFormat.PDF: written}, FairSemaphore(MemoryClock(), 1, PrintersBusyError, spare=0)
    )


async def said(*texts: str) -> AsyncIterator[Segment]:
    for number, text in enumerate(texts):
        yield Segment(number * 10.0, number * 10.0 + 5, text)


async def test_the_printer_gets_title_language_and_paragraphs(printing: PrintTranscript) -> None:
    job = a_job(options=TranscriptionOptions(language="de"))
    file = await printing(DocumentFormat.PDF, job, said(" eins", " zwei"), times=False)
    assert file.decode() == f"{job.recording.filename}|de|eins / zwei|False"


async def test_a_translation_is_english(printing: PrintTranscript) -> None:
    job = a_job(options=TranscriptionOptions(language="de", task=Task.TRANSLATE))
    assert "|en|" in (await printing(DocumentFormat.PDF, job, said(" one"), times=True)).decode()


async def test_a_text_of_any_length_would_fill_the_memory(printing: PrintTranscript) -> None:
    texts = [" word" * 200] * (MOST_CHARACTERS // 1_000 + 9)
    with pytest.raises(InvalidRequestError, match="too long for pdf"):
        await printing(DocumentFormat.PDF, a_job(), said(*texts), times=True)
    assert printing.places.held == 0


async def test_a_place_is_held_while_a_document_is_made(printing: PrintTranscript) -> None:
    reading = asyncio.Event()

    async def slow() -> AsyncIterator[Segment]:
        await reading.wait()
        yield Segment(0, 1, " one")

    work = asyncio.create_task(printing(DocumentFormat.PDF, a_job(), slow(), times=True))
    await asyncio.sleep(0)
    assert printing.places.held == 1
    reading.set()
    await work
    assert printing.places.held == 0

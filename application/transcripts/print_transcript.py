"""Print a transcript: make a file of it for a word processor or for printing."""

import asyncio
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass

from application.concurrency.tasks import uninterrupted
from application.limits.fair_semaphore import FairSemaphore
from application.ports.printer import MOST_CHARACTERS, PrintedTranscript, Printer
from domain.document_format import DocumentFormat
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.job import Job
from domain.paragraphs import Paragraph, paragraphs_of
from domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class PrintTranscript:
    """Print transcripts, a few at a time, since each is held in memory as a whole."""

    printers: Mapping[DocumentFormat, Printer]
    places: FairSemaphore

    async def __call__(
        self, form: DocumentFormat, job: Job, segments: AsyncIterable[Segment], *, times: bool
    ) -> bytes:
        """Return the file. Raises PrintersBusyError, InvalidRequestError if it is too long.

        The place is held until the thread has ended, even if nobody waits for the file any more.
        """
        async with self.places.place(job.owner):
            gathered = await _gathered(segments, form)
            printed = PrintedTranscript(job.title, job.text_language, gathered, times)
            return await uninterrupted(asyncio.to_thread(self.printers[form], printed))


async def _gathered(
    segments: AsyncIterable[Segment], form: DocumentFormat
) -> tuple[Paragraph, ...]:
    gathered: list[Paragraph] = []
    length = 0
    async for paragraph in paragraphs_of(segments):
        gathered.append(paragraph)
        length += len(paragraph.text)
        if length > MOST_CHARACTERS:
            raise InvalidRequestError(
                FieldError(
                    "format",
                    f"This transcript has more than {MOST_CHARACTERS:,} characters, which is too "
                    f"long for {form}. Take md or txt.",
                )
            )
    return tuple(gathered)

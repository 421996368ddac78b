"""A malicious recording costs only its own job and a decoding process."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import psutil
import pytest
from typing_extensions import override

from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.processes.pool import DecodingProcesses
from adapters.whisper.settings import Pace
from application.ports.transcriber import Ended, Heard, TranscriptionRequest, Update
from domain.errors.capacity import DecoderLostError
from domain.errors.transcription import AudioUnreadableError, DecodingLimitError
from domain.options import TranscriptionOptions
from domain.transcript import Passage
from tests.bombs import crowded_mp4, with_one_large_block
from tests.engine import Engine
from tests.sound import encoded
from tests.spoken import talk

LONG: Final = encoded(talk(*[1.0] * 29))
SHORT: Final = encoded(talk())
ENGLISH: Final = TranscriptionOptions(language="en", temperature=0.0)
ROOM_BYTES: Final = 64 << 20
linux_only: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="macOS does not limit a process's memory."
)


class Noted(DecodingProcesses):
    """Remembers which processes it lent."""

    def __init__(self, limits: DecodingLimits) -> None:
        super().__init__(limits)
        self.lent: list[int] = []
        self.silent_seconds = limits.silent_seconds

    @override
    @contextmanager
    def acquire(self) -> Iterator[DecodingProcess]:
        with super().acquire() as process:
            self.lent.append(process.pid)
            process._connection._silent_seconds = self.silent_seconds
            yield process


@pytest.fixture
def processes() -> Iterator[Noted]:
    processes = Noted(DecodingLimits(memory_bytes=128 << 20, silent_seconds=60.0))
    yield processes
    processes.close()


@pytest.fixture
async def engine(tmp_path: Path, processes: Noted) -> AsyncIterator[Engine]:
    """An engine whose front end is never far ahead of what was read of the transcript."""
    pace = Pace(look_ahead=1, windows_per_passage=1)
    made = Engine(tmp_path, pace=pace, processes=processes)
    yield made
    await made.pool.close()


async def first_passage(updates: AsyncIterator[Update]) -> None:
    while not isinstance(await anext(updates), Heard):
        pass


async def heard(
    engine: Engine, request: TranscriptionRequest, processes: Noted, stop: signal.Signals
) -> AsyncIterator[Passage]:
    """Transcribe, and send the process that decodes this signal after the first passage."""
    sent = False
    async with aclosing(engine.transcriber.transcribe(request)) as updates:
        async for update in updates:
            if isinstance(update, Heard):
                yield update.passage
                if not sent:
                    os.kill(processes.lent[-1], stop)
                    sent = True


async def kept(passages: AsyncIterator[Passage], where: list[Passage] | None = None) -> None:
    """Keep what comes, however that ends."""
    where = [] if where is None else where
    async for passage in passages:
        where.append(passage)  # all of them count, also when it raises


async def test_after_a_process_was_killed_the_next_attempt_resumes(
    engine: Engine, processes: Noted
) -> None:
    whole, _ = await engine.say(LONG, ENGLISH)
    request = await engine.request(LONG, ENGLISH)
    passages: list[Passage] = []
    with pytest.raises(DecoderLostError, match=r"ran out of memory\. Try again"):
        await kept(heard(engine, request, processes, signal.SIGKILL), passages)
    assert passages
    again = replace(request, resume_after=passages[-1])
    async with aclosing(engine.transcriber.transcribe(again)) as updates:
        passages += [each.passage async for each in updates if isinstance(each, Heard)]
    assert [segment for each in passages for segment in each.segments] == whole


@pytest.mark.parametrize(
    ("stop", "error", "words"),
    [
        (signal.SIGXCPU, DecodingLimitError, "takes more time than is allowed"),
        (signal.SIGSEGV, AudioUnreadableError, "Decoding this file failed"),
    ],
    ids=["its time is up", "it crashes"],
)
async def test_a_fault_of_the_file_fails_its_own_job_with_a_message(
    engine: Engine,
    processes: Noted,
    stop: signal.Signals,
    error: type[AudioUnreadableError],
    words: str,
) -> None:
    async with aclosing(await engine.ask(LONG, ENGLISH)) as beside:
        await first_passage(beside)
        request = await engine.request(LONG, ENGLISH)
        with pytest.raises(error, match=words) as raised:
            await kept(heard(engine, request, processes, stop))
        assert type(raised.value) is error
        assert [each async for each in beside if isinstance(each, Ended)]


@linux_only
async def test_a_file_that_claims_a_hundred_million_samples_fails_its_own_job_with_a_message(
    engine: Engine,
) -> None:
    async with aclosing(await engine.ask(LONG, ENGLISH)) as beside:
        await first_passage(beside)
        with pytest.raises(AudioUnreadableError, match=r"\w+ \w+.*\.$"):
            await engine.say(crowded_mp4(), ENGLISH)
        assert [each async for each in beside if isinstance(each, Ended)]


@linux_only
@pytest.mark.parametrize("size", [2 << 20, 16 << 20], ids=["half an hour", "five hours"])
async def test_a_block_of_hours_takes_no_memory_of_the_service(engine: Engine, size: int) -> None:
    await engine.say(SHORT, ENGLISH)
    file = with_one_large_block(size)
    service = psutil.Process()
    before = service.memory_info().rss
    (_, ended), (said, _) = await asyncio.gather(
        engine.say(file, ENGLISH), engine.say(SHORT, ENGLISH)
    )
    assert service.memory_info().rss < before + ROOM_BYTES
    assert said
    assert "no_speech" in {each.code for each in ended.caveats}


async def test_nothing_is_left_of_a_cancelled_job_whose_process_is_stuck(
    engine: Engine, processes: Noted
) -> None:
    updates = await engine.ask(LONG, ENGLISH)
    await first_passage(updates)
    stuck = psutil.Process(processes.lent[-1])
    stuck.suspend()
    await updates.aclose()
    stuck.wait(timeout=30)
    segments, _ = await engine.say(SHORT, ENGLISH)
    assert segments
    assert stuck.pid not in processes.lent[1:]


async def test_a_process_that_sends_nothing_for_too_long_is_ended(
    engine: Engine, processes: Noted
) -> None:
    processes.silent_seconds = 0.5  # once it has started, which takes longer on a busy machine
    request = await engine.request(LONG, ENGLISH)
    with pytest.raises(DecodingLimitError, match="more time"):
        await kept(heard(engine, request, processes, signal.SIGSTOP))


async def test_recordings_one_after_another_are_decoded_by_the_same_process(
    engine: Engine, processes: Noted
) -> None:
    for _ in range(3):
        await engine.say(SHORT, ENGLISH)
    assert len(set(processes.lent)) <= 2

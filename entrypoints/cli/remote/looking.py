"""Show, list, search, wait for, cancel and download jobs of a server."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.leftovers import FOR_THE_USER_ALONE, draft_beside
from entrypoints.cli.meter import Meter
from entrypoints.cli.metering import meter
from entrypoints.cli.remote.address import account
from entrypoints.cli.remote.client import Json, connected
from entrypoints.cli.transcribe.outputs import OutputError
from entrypoints.cli.transcribe.recordings import STREAM
from whisper_transcriber_client import AsyncClient, Facets, HitPage, Job, JobPage

_Answer = Job | JobPage | Facets | HitPage

AT_ONCE: Final = 8  # jobs that are watched at the same time, each over a connection of its own


def look(job_id: str, server: str | None) -> Json:
    """Return a job. Raises RemoteError."""
    return _answer(server, lambda asked: asked.job(job_id))


def listed(server: str | None, **query: Any) -> Json:
    """List jobs. Raises RemoteError."""
    return _answer(server, lambda asked: asked.jobs(**query))


def counted(server: str | None, **query: Any) -> Json:
    """Count jobs by tag, language and model. Raises RemoteError."""
    return _answer(server, lambda asked: asked.facets(**query))


def spoken(server: str | None, **query: Any) -> Json:
    """Search what was said. Raises RemoteError."""
    return _answer(server, lambda asked: asked.search(**query))


def _answer(server: str | None, question: Callable[[AsyncClient], Awaitable[_Answer]]) -> Json:
    async def ask() -> Json:
        async with connected(account(server)) as asked:
            return (await question(asked)).raw

    return run_to_the_end(ask(), farewell="Stopped.")


def cancelled(job_ids: Sequence[str], server: str | None) -> list[Json]:
    """Cancel jobs in order. Raises RemoteError at the first that cannot be cancelled."""

    async def ask() -> list[Json]:
        async with connected(account(server)) as asked:
            return [(await asked.cancel(job_id)).raw for job_id in job_ids]

    return run_to_the_end(ask(), farewell="Stopped.")


def waited_for(job_ids: Sequence[str], server: str | None, *, quiet: bool) -> list[Json]:
    """Wait until jobs have ended, and return them. Raises RemoteError."""

    async def ask() -> list[Json]:
        with meter(quiet=quiet) as shown:
            async with connected(account(server)) as asked:
                return await wait_for(asked, {job_id: job_id for job_id in job_ids}, shown)

    return run_to_the_end(ask(), farewell="Stopped waiting; the jobs go on.")


async def wait_for(client: AsyncClient, names: Mapping[str, str], shown: Meter) -> list[Json]:
    """Watch jobs, known by their ids, until all have ended; they are shown under their names."""
    rest = iter(names.items())
    ended: dict[str, Json] = {}
    workers = [_watch_each(client, rest, shown, ended) for _ in range(min(AT_ONCE, len(names)))]
    await asyncio.gather(*workers)
    return [ended[job_id] for job_id in names]


async def _watch_each(
    client: AsyncClient, rest: Iterator[tuple[str, str]], shown: Meter, ended: dict[str, Json]
) -> None:
    for job_id, name in rest:
        async with aclosing(client.watch(job_id)) as told:
            async for news in told:
                if news.stage == "preparing" and news.stage_progress is not None:
                    shown.preparing(name, news.stage_progress)
                else:
                    shown.at(name, news.progress)
                ended[job_id] = news.raw
        shown.done(name, outcome(ended[job_id]))


def outcome(job: Json) -> str:
    """Tell in a line how a job ended."""
    error = job.get("error_message")
    return f"{job['status']}: {error}" if error else str(job["status"])


def download(
    job_id: str, form: str, layout: Mapping[str, Any], output: Path | None, server: str | None
) -> Path | None:
    """Stream a transcript into a file, or to standard output. Raises RemoteError, OutputError."""
    with _target(job_id, form, output) as (file, stream):

        async def fetch() -> None:
            async with connected(account(server)) as asked:
                await asked.save_document(job_id, form, stream, **layout)

        run_to_the_end(fetch(), farewell="Stopped.")
    return file


@contextmanager
def _target(job_id: str, form: str, output: Path | None) -> Iterator[tuple[Path | None, BinaryIO]]:
    """Write under another name first, so that the final file is always complete.

    The draft has a name that nobody can guess and only the user may read it: in a shared folder
    somebody could place a link beforehand that makes us overwrite another file.
    """
    if output is None or output == STREAM:
        yield None, sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    file = output / f"{job_id}.{form}" if output.is_dir() else output
    try:
        with draft_beside(file, mode=FOR_THE_USER_ALONE) as (draft, stream):
            yield file, stream
            stream.close()
            draft.replace(file)
    except OSError as error:
        raise OutputError(file, error) from error

"""Upload recordings to a server."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.meter import Meter
from entrypoints.cli.metering import meter
from entrypoints.cli.remote.address import Account, account
from entrypoints.cli.remote.client import Json, Server
from entrypoints.cli.remote.errors import BrokenConnectionError, NotLoggedInError, RemoteError
from entrypoints.cli.remote.looking import wait_for
from entrypoints.cli.remote.upload import Upload
from entrypoints.cli.transcribe.recordings import LocalRecording, given_recordings

FAREWELL: Final = "Stopped. What was submitted goes on; `transcriber list` shows it."


def submit_files(
    files: Sequence[Path],
    options: Mapping[str, str],
    *,
    server: str | None,
    wait: bool,
    quiet: bool,
    speaker_names: Sequence[str] = (),
) -> list[Json]:
    """Upload recordings one after the other; return a job or an error for each.

    Once a job has ended, its speakers get the names in the order of their first words.

    Raises RemoteError if no further recording could be submitted either.
    """
    who = account(server)
    with ExitStack() as stack:
        recordings = given_recordings(files, stack)
        shown = stack.enter_context(meter(quiet=quiet))
        work = _submit_all(who, recordings, options, shown, wait=wait, names=speaker_names)
        return run_to_the_end(work, farewell=FAREWELL)


async def _submit_all(
    who: Account,
    recordings: Sequence[LocalRecording],
    options: Mapping[str, str],
    shown: Meter,
    *,
    wait: bool,
    names: Sequence[str],
) -> list[Json]:
    async with Server.at(who) as server:
        made = await upload_all(server, recordings, options, shown)
        if wait:
            files = {each["job_id"]: each["file"] for each in made if "job_id" in each}
            ended = {job["job_id"]: job for job in await wait_for(server, files, shown)}
            for job_id in ended if names else ():
                await name_speakers(server, job_id, names)
            made = [{**each, **ended.get(each.get("job_id"), {})} for each in made]
    return made


async def name_speakers(server: Server, job_id: str, names: Sequence[str]) -> None:
    """Name the speakers of a job in the order of their first words; an empty name is none."""
    job = await server.job(job_id)
    for speaker, name in zip(job.get("speakers", ()), names, strict=False):
        if name:
            await server.name_speaker(job_id, speaker["label"], name)


async def upload_all(
    server: Server,
    recordings: Sequence[LocalRecording],
    options: Mapping[str, str],
    shown: Meter,
) -> list[Json]:
    """Upload one after the other. An error that stops all is raised only before the first job."""
    made: list[Json] = []
    for recording in recordings:
        try:
            made.append(await _submit(server, recording, options, shown))
        except (NotLoggedInError, BrokenConnectionError) as error:
            if not made:
                raise
            shown.done(recording.shown, error.sentence)
            left = recordings[len(made) :]
            return made + [_refused(each, error.sentence) for each in left]
    return made


async def _submit(
    server: Server, recording: LocalRecording, options: Mapping[str, str], shown: Meter
) -> Json:
    name = recording.shown
    try:
        with recording.path.open("rb") as file:
            size = max(1, recording.path.stat().st_size)
            tell = partial(_tell, shown, name, size)
            job = await server.submit(Upload(recording.filename, file, tell), options)
    except (NotLoggedInError, BrokenConnectionError):
        raise
    except (RemoteError, OSError) as error:
        reason = error.sentence if isinstance(error, RemoteError) else f"{error.strerror}."
        shown.done(name, reason)
        return _refused(recording, reason)
    shown.done(name, f"submitted as {job['job_id']}")
    return {"file": name, **job}


def _refused(recording: LocalRecording, reason: str) -> Json:
    return {"file": recording.shown, "status": "refused", "error": reason}


def _tell(shown: Meter, name: str, size: int, sent: int) -> None:
    shown.at(name, sent / size)

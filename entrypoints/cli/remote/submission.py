"""Upload recordings to a server."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.meter import Meter
from entrypoints.cli.metering import meter
from entrypoints.cli.remote.address import Account, account
from entrypoints.cli.remote.client import Json, connected, explaining
from entrypoints.cli.remote.errors import BrokenConnectionError, NotLoggedInError, RemoteError
from entrypoints.cli.remote.looking import wait_for
from entrypoints.cli.transcribe.recordings import LocalRecording, given_recordings
from whisper_transcriber_client import AsyncClient

FAREWELL: Final = "Stopped. What was submitted goes on; `transcriber list` shows it."


def submit_files(
    files: Sequence[Path],
    options: Mapping[str, Any],
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
    options: Mapping[str, Any],
    shown: Meter,
    *,
    wait: bool,
    names: Sequence[str],
) -> list[Json]:
    async with connected(who) as client:
        made = await upload_all(client, who.server, recordings, options, shown)
        if wait:
            files = {each["job_id"]: each["file"] for each in made if "job_id" in each}
            ended = {job["job_id"]: job for job in await wait_for(client, files, shown)}
            for job_id in ended if names else ():
                await name_speakers(client, job_id, names)
            made = [{**each, **ended.get(each.get("job_id"), {})} for each in made]
    return made


async def name_speakers(client: AsyncClient, job_id: str, names: Sequence[str]) -> None:
    """Name the speakers of a job in the order of their first words; an empty name is none."""
    job = await client.job(job_id)
    for speaker, name in zip(job.speakers, names, strict=False):
        if name:
            await client.name_speaker(job_id, speaker.label, name)


async def upload_all(
    client: AsyncClient,
    server: str,
    recordings: Sequence[LocalRecording],
    options: Mapping[str, Any],
    shown: Meter,
) -> list[Json]:
    """Upload one after the other. An error that stops all is raised only before the first job."""
    made: list[Json] = []
    for recording in recordings:
        try:
            made.append(await _submit(client, server, recording, options, shown))
        except (NotLoggedInError, BrokenConnectionError) as error:
            if not made:
                raise
            shown.done(recording.shown, error.sentence)
            left = recordings[len(made) :]
            return made + [_refused(each, error.sentence) for each in left]
    return made


async def _submit(
    client: AsyncClient,
    server: str,
    recording: LocalRecording,
    options: Mapping[str, Any],
    shown: Meter,
) -> Json:
    name = recording.shown

    def tell(sent: int, size: int) -> None:
        shown.at(name, sent / size)

    try:
        with explaining(server):
            made = await client.submit(
                recording.path, filename=recording.filename, tell=tell, **options
            )
    except (NotLoggedInError, BrokenConnectionError):
        raise
    except (RemoteError, ValueError, OSError) as error:
        reason = _reason(error)
        shown.done(name, reason)
        return _refused(recording, reason)
    shown.done(name, f"submitted as {made}")
    return {"file": name, **made.raw}


def _reason(error: RemoteError | ValueError | OSError) -> str:
    match error:
        case RemoteError():
            return error.sentence
        case OSError():
            return f"{error.strerror}."
    return str(error)


def _refused(recording: LocalRecording, reason: str) -> Json:
    return {"file": recording.shown, "status": "refused", "error": reason}

"""The commands that talk to a service; their imports happen only when one runs."""

from pathlib import Path
from typing import Annotated

import typer

from domain.job import JobStatus
from entrypoints.cli import options
from entrypoints.cli.option_groups import spread
from entrypoints.cli.presenting import (
    AFAR,
    AsJson,
    Quiet,
    ServerOption,
    fail_unless_completed,
    present,
)
from entrypoints.cli.transcribe.documents import Form

JobId = Annotated[str, typer.Argument(metavar="ID", help="The job.")]
JobIds = Annotated[list[str], typer.Argument(metavar="ID", help="The jobs.")]


def add_remote_commands(cli: typer.Typer) -> None:
    """Add `status`, `list`, `facets`, `search`, `wait`, `download` and `cancel`."""
    _add_looking(cli)
    _add_acting(cli)


def _add_looking(cli: typer.Typer) -> None:

    @cli.command(rich_help_panel=AFAR, epilog="Example: transcriber status 0b9c...")
    def status(job_id: JobId, server: ServerOption = None, as_json: AsJson = False) -> None:
        """Show a job."""
        from entrypoints.cli.remote.looking import look
        from entrypoints.cli.remote.tables import described

        job = look(job_id, server)
        present(job, described(job), as_json=as_json)

    @cli.command(
        "list", rich_help_panel=AFAR, epilog="Example: transcriber list --status failed --json"
    )
    def list_jobs(
        status: Annotated[JobStatus | None, typer.Option(help="Only these.")] = None,
        search: Annotated[
            str | None, typer.Option("--search", "-s", help="Part of the title or the file's name.")
        ] = None,
        tag: Annotated[str | None, typer.Option(help="Only those with this tag.")] = None,
        skip: Annotated[int, typer.Option(min=0, help="Leave out the newest so many.")] = 0,
        limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
        server: ServerOption = None,
        as_json: AsJson = False,
    ) -> None:
        """List your jobs, newest first."""
        from entrypoints.cli.remote.looking import listed
        from entrypoints.cli.remote.tables import tabulated

        page = listed(server, status=status, q=search, tag=tag, skip=skip, limit=limit)
        present(page, tabulated(page), as_json=as_json)

    @cli.command(rich_help_panel=AFAR, epilog="Example: transcriber facets --json")
    def facets(
        limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many of each.")] = 100,
        server: ServerOption = None,
        as_json: AsJson = False,
    ) -> None:
        """List the tags, languages and models of your jobs, with the number of jobs."""
        from entrypoints.cli.remote.looking import counted
        from entrypoints.cli.remote.tables import values

        found = counted(server, limit=limit)
        present(found, values(found), as_json=as_json)

    @cli.command(rich_help_panel=AFAR, epilog="Example: transcriber search quarterly figures")
    def search(
        words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What was said.")],
        tag: Annotated[str | None, typer.Option(help="Only in those with this tag.")] = None,
        limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 20,
        cursor: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
        server: ServerOption = None,
        as_json: AsJson = False,
    ) -> None:
        """Search what was said in all of your recordings."""
        from entrypoints.cli.remote.looking import spoken
        from entrypoints.cli.remote.tables import places

        found = spoken(server, q=" ".join(words), tag=tag, limit=limit, cursor=cursor)
        present(found, places(found), as_json=as_json)


def _add_acting(cli: typer.Typer) -> None:
    @cli.command(
        rich_help_panel=AFAR,
        epilog="Example: transcriber wait 0b9c... && transcriber download 0b9c...",
    )
    def wait(
        job_ids: JobIds,
        server: ServerOption = None,
        quiet: Quiet = False,
        as_json: AsJson = False,
    ) -> None:
        """Wait until jobs have ended; exit code 1 unless all of them are completed."""
        from entrypoints.cli.remote.looking import waited_for

        jobs = waited_for(list(dict.fromkeys(job_ids)), server, quiet=quiet)
        if as_json:
            present({"jobs": jobs}, "", as_json=True)
        fail_unless_completed(jobs)

    @cli.command(
        rich_help_panel=AFAR,
        epilog="Example: transcriber download 0b9c... --format srt --output talk.srt",
    )
    @spread
    def download(
        *,
        job_id: JobId,
        form: Annotated[Form, typer.Option("--format", "-f", help="Its format.")] = Form.TXT,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help=r"File or folder \[printed].")
        ] = None,
        original: Annotated[
            bool, typer.Option("--original", help="As it was heard, before any correction.")
        ] = False,
        laid_out: options.AskedLayout,
        server: ServerOption = None,
    ) -> None:
        """Print or keep the transcript of a completed job."""
        from entrypoints.cli.remote.looking import download as fetch

        version = "original" if original else "corrected"
        layout = {"version": version, **laid_out.given()}
        file = fetch(job_id, form, layout, output, server)
        if file is not None:
            typer.echo(str(file), err=True)

    @cli.command(rich_help_panel=AFAR, epilog="Example: transcriber cancel 0b9c...")
    def cancel(job_ids: JobIds, server: ServerOption = None, as_json: AsJson = False) -> None:
        """Stop jobs that have not ended."""
        from entrypoints.cli.remote.looking import cancelled
        from entrypoints.cli.remote.tables import states

        jobs = cancelled(job_ids, server)
        present({"jobs": jobs}, states(jobs), as_json=as_json)

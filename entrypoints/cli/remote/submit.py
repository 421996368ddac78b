"""The command `submit`."""

from pathlib import Path
from typing import Annotated

import typer

from domain.options import Priority
from entrypoints.cli import options
from entrypoints.cli.errors import refuse
from entrypoints.cli.option_groups import spread
from entrypoints.cli.presenting import (
    AFAR,
    AsJson,
    Quiet,
    ServerOption,
    fail_unless_completed,
    present,
)
from entrypoints.cli.printable import printable
from entrypoints.cli.transcribe.spelling import WhisperSpelling

Files = Annotated[
    list[Path],
    typer.Argument(help="Recordings, folders of them, or - for standard input.", metavar="FILE"),
]


def add_submit(cli: typer.Typer) -> None:
    """Add the command."""

    @cli.command(
        cls=WhisperSpelling,
        rich_help_panel=AFAR,
        epilog="Example: transcriber submit talk.mp3 --language de --wait --json",
    )
    @spread
    def submit(
        *,
        files: Files,
        wait: Annotated[bool, typer.Option("--wait", help="Until all have ended.")] = False,
        server: ServerOption = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
        model: options.Model = None,
        asked: options.AskedOptions,
        speaker_names: options.SpeakerNames = None,
        priority: Annotated[Priority | None, options.how(help="Who goes first.")] = None,
        reuse: Annotated[
            bool | None,
            options.how(
                "--reuse/--no-reuse",
                help=r"Take a transcript of the same file and options that you have. \[on]",
            ),
        ] = None,
    ) -> None:
        """Upload files to a service and print the ids of their jobs.

        Exit codes: 0 all went well, 1 something failed, 2 the command is wrong.
        """
        from entrypoints.cli.remote.submission import submit_files

        form = {"model": model, **asked.given(), "priority": priority, "reuse": reuse}
        fields = {name: value for name, value in form.items() if value is not None}
        names = options.speaker_names(speaker_names, asked)
        if names and not wait:
            refuse("--speaker-names needs --wait, as speakers are named when they are known.")
        jobs = submit_files(
            files, fields, server=server, wait=wait, quiet=quiet, speaker_names=names
        )
        ids = "\n".join(printable(job["job_id"]) for job in jobs if "job_id" in job)
        if ids or as_json:
            present({"jobs": jobs}, ids, as_json=as_json)
        fail_unless_completed(jobs)

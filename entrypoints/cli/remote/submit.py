"""The command `submit`."""

from pathlib import Path
from typing import Annotated

import typer

from domain.options import Priority
from entrypoints.cli import options
from entrypoints.cli.options import given
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
    def submit(
        files: Files,
        wait: Annotated[bool, typer.Option("--wait", help="Until all have ended.")] = False,
        server: ServerOption = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
        model: options.Model = None,
        language: options.Language = None,
        task: options.TaskOption = None,
        word_timestamps: options.WordTimestamps = None,
        prompt: options.Prompt = None,
        hotwords: options.Hotwords = None,
        temperature: options.Temperature = None,
        beam_size: options.BeamSize = None,
        condition_on_previous_text: options.ConditionOnPreviousText = None,
        priority: Annotated[
            Priority | None, typer.Option(help="Who goes first.", rich_help_panel=options.HOW)
        ] = None,
        reuse: Annotated[
            bool | None,
            typer.Option(
                "--reuse/--no-reuse",
                help="Take a transcript of the same file and options that you have. [on]",
                rich_help_panel=options.HOW,
            ),
        ] = None,
        vad: options.Vad = None,
        vad_threshold: options.VadThreshold = None,
        vad_min_speech_ms: options.VadMinSpeech = None,
        vad_min_silence_ms: options.VadMinSilence = None,
        vad_speech_pad_ms: options.VadSpeechPad = None,
    ) -> None:
        """Upload files to a service and print the ids of their jobs.

        Exit codes: 0 all went well, 1 something failed, 2 the command is wrong.
        """
        from entrypoints.cli.remote.submission import submit_files

        asked = given(
            model=model,
            language=language,
            task=task,
            word_timestamps=word_timestamps,
            prompt=prompt,
            hotwords=hotwords,
            temperature=temperature,
            beam_size=beam_size,
            condition_on_previous_text=condition_on_previous_text,
            priority=priority,
            reuse=reuse,
            vad_filter=vad,
            vad_threshold=vad_threshold,
            vad_min_speech_ms=vad_min_speech_ms,
            vad_min_silence_ms=vad_min_silence_ms,
            vad_speech_pad_ms=vad_speech_pad_ms,
        )
        fields = {name: _written(value) for name, value in asked.items()}
        jobs = submit_files(files, fields, server=server, wait=wait, quiet=quiet)
        ids = "\n".join(printable(job["job_id"]) for job in jobs if "job_id" in job)
        if ids or as_json:
            present({"jobs": jobs}, ids, as_json=as_json)
        fail_unless_completed(jobs)


def _written(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The flags that say what is written and shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.errors import refuse
from entrypoints.cli.transcribe.recordings import STREAM
from entrypoints.cli.transcribe.spoken import Spoken

Formats = Annotated[
    str,
    typer.Option(
        "--format",
        "--output-format",
        "-f",
        help="txt, srt, vtt, tsv, json, md, docx, pdf, rttm (with commas), or all.",
    ),
]
OutputDir = Annotated[
    Path | None,
    typer.Option(
        "--output-dir",
        "-o",
        help=r"Folder for the transcripts; - prints them. \[the current one]",
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Do what is done already again.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print what became of each file as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show failures only.")]
Verbose = Annotated[
    bool, typer.Option("--verbose/--no-verbose", help=r"Print what is said as it is found. \[off]")
]
PrintColors = Annotated[
    bool,
    typer.Option(
        "--print-colors/--no-print-colors",
        help=r"Print it with unsure words in red and yellow. \[off]",
    ),
]
PrettyJson = Annotated[
    bool,
    typer.Option("--pretty-json/--no-pretty-json", "-p", help=r"Indent JSON files. \[on]"),
]


@dataclass(frozen=True, kw_only=True)
class OutputFlags:
    """The flags."""

    forms: Formats = "txt"
    output_dir: OutputDir = None
    overwrite: Overwrite = False
    as_json: AsJson = False
    quiet: Quiet = False
    verbose: Verbose = False
    print_colors: PrintColors = False
    pretty_json: PrettyJson = True

    def spoken(self) -> Spoken | None:
        """Whether what is said is printed, and how. Ends the program in words."""
        if not (self.verbose or self.print_colors):
            return None
        if self.as_json or self.output_dir == STREAM:
            refuse(
                "--verbose and --print-colors print to standard output, where something else is "
                "wanted already. Name an --output-dir and leave --json out."
            )
        return Spoken.COLOURED if self.print_colors else Spoken.PLAIN

"""The command `embed`: subtitles into a video, without encoding it again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from application.ports.embedder import KINDS, MOST_SUBTITLE_BYTES, SubtitleEmbedder, Subtitles
from entrypoints.cli.errors import refuse
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.leftovers import AS_THE_UMASK_SAYS, draft_beside, temporary_folder
from entrypoints.cli.presenting import HERE, ServerOption
from entrypoints.cli.transcribe.outputs import OutputError
from entrypoints.cli.transcribe.recordings import readable
from entrypoints.languages import read_language

EXAMPLE: Final = "Example: transcriber embed talk.mp4 --subtitles talk.srt --language en"
_BURN: Final = (
    "Burning subtitles into the picture needs an FFmpeg with libass, which this program does not "
    "bring. With one: ffmpeg -i {video} -vf subtitles={subtitles} burned.mp4"
)


def add_embed(cli: typer.Typer, embedder: Callable[[], SubtitleEmbedder]) -> None:
    """Add the command."""

    @cli.command(rich_help_panel=HERE, epilog=EXAMPLE)
    def embed(
        video: Annotated[Path, typer.Argument(help="The video; it is not changed.")],
        subtitles: Annotated[
            Path | None, typer.Option("--subtitles", "-s", help="An .srt or .vtt file.")
        ] = None,
        job: Annotated[
            str | None, typer.Option("--job", help="Take the subtitles of this job of a server.")
        ] = None,
        server: ServerOption = None,
        output: Annotated[
            Path | None,
            typer.Option(
                "--output", "-o", help=r"The new file: mp4, m4v, mov, mkv or webm. \[beside it]"
            ),
        ] = None,
        language: Annotated[
            str | None, typer.Option("--language", "-l", help="The language of the subtitles.")
        ] = None,
        overwrite: Annotated[
            bool, typer.Option("--overwrite", help="Replace the new file.")
        ] = False,
        burn: Annotated[bool, typer.Option("--burn", help="Not here: says how to do it.")] = False,
    ) -> None:
        """Put subtitles into a video as a track that players can show or hide.

        Picture and sound are copied as they are. Exit codes: 0 all went well, 1 something failed,
        2 the command is wrong.
        """
        if burn:
            refuse(_BURN.format(video=readable(video), subtitles=readable(subtitles or "talk.srt")))
        if (subtitles is None) == (job is None):
            refuse("Name the subtitles: either --subtitles FILE or --job ID.")
        file = output or _beside(video)
        _check(video, subtitles, file, overwrite=overwrite)
        code = _code(language)
        with _subtitles(subtitles, job, server) as found:
            _write(embedder(), video, _read(found, code), file)
        typer.echo(readable(file))


def _beside(video: Path) -> Path:
    """Name the new file after the video; a kind that has no subtitles becomes Matroska."""
    kind = video.suffix.lower()
    return video.with_name(f"{video.stem}.subtitled{video.suffix if kind in KINDS else '.mkv'}")


def _check(video: Path, subtitles: Path | None, file: Path, *, overwrite: bool) -> None:
    for each in filter(None, (video, subtitles)):
        if not each.is_file():
            refuse(f"There is no file {readable(each)!r}.")
    if file.exists() and file.samefile(video):
        refuse("The new file cannot be the video itself. Name another one with --output.")
    if file.exists() and not overwrite:
        refuse(f"{readable(file)} exists already. Replace it with --overwrite.")


def _code(language: str | None) -> str | None:
    if language is None:
        return None
    try:
        return read_language(language)
    except ValueError as error:
        refuse(str(error))


@contextmanager
def _subtitles(file: Path | None, job: str | None, server: str | None) -> Iterator[Path]:
    """Yield the file, or fetch the subtitles of a job. Raises RemoteError, OutputError."""
    if file is not None:
        yield file
        return
    from entrypoints.cli.remote.looking import download

    with temporary_folder() as folder:
        fetched = folder / "subtitles.srt"
        download(job or "", "srt", {}, fetched, server)
        yield fetched


def _read(file: Path, language: str | None) -> Subtitles:
    """Read a subtitle file; a byte order mark is no text. Ends the program if it is too large."""
    if file.stat().st_size > MOST_SUBTITLE_BYTES:
        refuse(f"{readable(file)} has more than {MOST_SUBTITLE_BYTES >> 20} MiB.")
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    return Subtitles(text, file.suffix.lower().removeprefix("."), language)


def _write(embedder: SubtitleEmbedder, video: Path, subtitles: Subtitles, file: Path) -> None:
    """Write under another name first, so that the new file is always complete."""
    try:
        with (
            draft_beside(file, mode=AS_THE_UMASK_SAYS) as (draft, stream),
            video.open("rb") as film,
        ):
            work = embedder(film, subtitles, stream, kind=file.suffix.lower())
            run_to_the_end(work, farewell="Stopped. No new file was written.")
            stream.close()
            draft.replace(file)
    except OSError as error:
        raise OutputError(file, error) from error

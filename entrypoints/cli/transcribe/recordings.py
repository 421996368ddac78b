"""Find the recordings that the arguments name: files, folders or standard input."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from domain.recording_files import ENDINGS
from entrypoints.cli.errors import refuse
from entrypoints.cli.leftovers import temporary_folder

STREAM: Final = Path("-")


@dataclass(frozen=True, slots=True)
class LocalRecording:
    """A file to transcribe.

    `shown` is its name as the user would say it; `place` is where its transcript belongs below the
    output folder, without an ending.
    """

    path: Path
    shown: str
    place: Path

    @property
    def filename(self) -> str:
        """The name to upload it under."""
        return readable(self.path.name)


def readable(path: Path | str) -> str:
    """Write a path so that every terminal and encoding can show it."""
    text = os.fsencode(path).decode(errors="replace")
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def given_recordings(arguments: Sequence[Path], stack: ExitStack) -> list[LocalRecording]:
    """List the recordings; a copy of standard input is deleted with the stack."""
    piped = [stack.enter_context(standard_input())] if STREAM in arguments else []
    return piped + find_recordings([each for each in arguments if each != STREAM])


def find_recordings(arguments: Sequence[Path]) -> list[LocalRecording]:
    """List the files, and those below the folders, each once. Ends the program in words."""
    found: dict[Path, LocalRecording] = {}
    for argument in arguments:
        for recording in _below(argument) if argument.is_dir() else [_named(argument)]:
            found.setdefault(recording.path.resolve(), recording)
    return list(found.values())


@contextmanager
def standard_input() -> Iterator[LocalRecording]:
    """Copy standard input into a temporary file, since decoders seek."""
    if sys.stdin.isatty():
        refuse("Nothing is piped in. Try: transcriber transcribe - < talk.mp3")
    with temporary_folder() as folder:
        path = folder / "stdin"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        if not path.stat().st_size:
            refuse("Standard input is empty. Pipe a recording into it.")
        yield LocalRecording(path, "standard input", Path(path.name))


def _named(file: Path) -> LocalRecording:
    if not os.path.lexists(file):
        refuse(f"There is no file or folder {readable(file)!r}.")
    if file.is_fifo():
        refuse(f"{readable(file)!r} is a pipe. Let it end in standard input, and name that: -")
    if not file.is_file():
        refuse(f"{readable(file)!r} is neither a file nor a folder.")
    return LocalRecording(file, readable(file), _place(file))


def _place(file: Path) -> Path:
    """Name the transcript after the recording, with its ending if others share the stem.

    So `talk.mp4` and `talk.mp3` in one folder have separate transcripts.
    """
    return Path(file.name if _stems(file.parent)[file.stem] > 1 else file.stem)


@cache
def _stems(folder: Path) -> Counter[str]:
    try:
        beside = list(folder.iterdir())
    except OSError:
        return Counter()
    return Counter(file.stem for file in beside if file.suffix.lower() in ENDINGS)


def _below(folder: Path) -> list[LocalRecording]:
    found = [
        LocalRecording(file, readable(file), file.relative_to(folder).with_name(_place(file).name))
        for file in _files(folder)
        if file.suffix.lower() in ENDINGS
    ]
    if not found:
        refuse(
            f"There is no recording in the folder {readable(folder)!r}. Looked for files that end "
            f"in {', '.join(sorted(ENDINGS))}; name a file with another ending itself."
        )
    return found


def _files(folder: Path) -> Iterator[Path]:
    """Walk in order of names and skip hidden files. Ends the program if it may not look."""

    def fail(error: OSError) -> None:
        refuse(f"The folder {error.filename!r} cannot be read: {error.strerror}.")

    for root, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(files) if not name.startswith("."))

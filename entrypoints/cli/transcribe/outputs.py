"""Where transcripts go, and what of them is there already."""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from domain.errors import TranscriberError
from domain.options import Task
from domain.transcript import Transcript
from entrypoints.cli.errors import refuse
from entrypoints.cli.transcribe.documents import Form, render
from entrypoints.cli.transcribe.recordings import LocalRecording, readable

# With these no other transcript could be written either.
HOPELESS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class OutputError(TranscriberError):
    """A transcript cannot be written."""

    code = "output"

    def __init__(self, file: Path, error: OSError) -> None:
        self.hopeless = error.errno in HOPELESS
        super().__init__(f"{readable(file)} cannot be written: {error.strerror}.")


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Transcripts as files, one for each form, named after the recording."""

    folder: Path
    forms: tuple[Form, ...]
    task: Task

    def files(self, recording: LocalRecording) -> Mapping[Form, Path]:
        """Say what the recording's transcripts are called."""
        stem = self.folder / recording.place
        return {form: stem.with_name(f"{stem.name}.{form}") for form in self.forms}

    def prepare(self, recordings: Sequence[LocalRecording]) -> None:
        """Make the folder. Ends the program in words where two transcripts would be one file.

        Raises OutputError.
        """
        owners: dict[Path, LocalRecording] = {}
        for recording in recordings:
            other = owners.setdefault(recording.place, recording)
            if other is not recording:
                refuse(
                    f"{other.shown} and {recording.shown} would share the transcript "
                    f"{readable(self.folder / recording.place)}.{self.forms[0]}. "
                    "Transcribe one after the other, with an --output-dir each."
                )
        with _explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def finished(self, recording: LocalRecording) -> bool:
        """Say whether all of its transcripts are there and none is older than the recording."""
        try:
            said = recording.path.stat().st_mtime
            files = self.files(recording).values()
            return all(file.is_file() and file.stat().st_mtime >= said for file in files)
        except OSError:
            return False

    def write(self, recording: LocalRecording, transcript: Transcript) -> list[Path]:
        """Write them all under other names first: a file that is there is whole.

        Raises OutputError, and then nothing half-written is left.
        """
        files = self.files(recording)
        drafts = {form: _draft(file) for form, file in files.items()}
        try:
            for form, draft in drafts.items():
                with _explained(files[form]):
                    draft.parent.mkdir(parents=True, exist_ok=True)
                    _write(draft, render(form, transcript, self.task))
            for form, draft in drafts.items():
                with _explained(files[form]):
                    draft.replace(files[form])
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
        return list(files.values())


def _draft(file: Path) -> Path:
    """Name it so that nobody can lay a link there first, and not longer than names may be."""
    return file.with_name(f".{token_hex(8)}.part")


def _write(file: Path, pieces: Iterable[str]) -> None:
    with file.open("x", encoding="utf-8", newline="") as stream:
        stream.writelines(pieces)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(file, error) from error

"""Name and write the transcript files, and find out which exist already."""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors.kinds import TranscriberError
from domain.transcript import Transcript
from entrypoints.cli.errors import refuse
from entrypoints.cli.leftovers import AS_THE_UMASK_SAYS, draft_beside
from entrypoints.cli.transcribe.documents import Form, Rendering
from entrypoints.cli.transcribe.recordings import LocalRecording, readable

# Errors that would stop every other transcript, too.
HOPELESS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class OutputError(TranscriberError):
    """A transcript cannot be written."""

    code = "output"

    def __init__(self, file: Path, error: OSError) -> None:
        self.hopeless = error.errno in HOPELESS
        super().__init__(f"{readable(file)} cannot be written: {error.strerror}.")


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Writes transcripts as files, one for each format, named after the recording."""

    folder: Path
    forms: tuple[Form, ...]
    rendering: Rendering

    def files(self, recording: LocalRecording) -> Mapping[Form, Path]:
        """Return the paths of the recording's transcripts."""
        stem = self.folder / recording.place
        return {form: stem.with_name(f"{stem.name}.{form}") for form in self.forms}

    def prepare(self, recordings: Sequence[LocalRecording]) -> None:
        """Make the folder. Ends the program if two transcripts would have the same name.

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
        """Write all files under other names first, so that a final file is always complete.

        Raises OutputError, and then leaves no partial file.
        """
        files = self.files(recording)
        with ExitStack() as stack:
            drafts = {
                form: stack.enter_context(_draft(file, self._document(form, recording, transcript)))
                for form, file in files.items()
            }
            for form, draft in drafts.items():
                with _explained(files[form]):
                    draft.replace(files[form])
        return list(files.values())

    def _document(
        self, form: Form, recording: LocalRecording, transcript: Transcript
    ) -> Iterator[bytes]:
        return self.rendering.pieces(form, recording.filename, transcript)


@contextmanager
def _draft(file: Path, pieces: Iterable[bytes]) -> Iterator[Path]:
    """Write the file under another name. Raises OutputError."""
    with ExitStack() as stack:
        with _explained(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            draft, stream = stack.enter_context(draft_beside(file, mode=AS_THE_UMASK_SAYS))
            with stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
        yield draft


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(file, error) from error

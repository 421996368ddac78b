import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from domain.options import Task
from domain.transcript import Segment, Transcript
from entrypoints.cli.transcribe.documents import Form, Rendering
from entrypoints.cli.transcribe.outputs import OutputError, OutputFolder
from entrypoints.cli.transcribe.recordings import LocalRecording

SAID = Transcript("de", 2.0, (Segment(0.0, 1.0, " eins"), Segment(1.0, 2.0, " zwei")))


@pytest.fixture
def recording(tmp_path: Path) -> LocalRecording:
    file = tmp_path / "talk.wav"
    file.write_bytes(b"sound")
    return LocalRecording(file, "talk.wav", Path("week/talk"))


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    return OutputFolder(tmp_path / "out", (Form.TXT, Form.SRT), Rendering(Task.TRANSCRIBE))


def test_a_transcript_is_written_in_each_form(
    recording: LocalRecording, folder: OutputFolder
) -> None:
    txt, srt = folder.write(recording, SAID)
    assert (txt, srt) == (folder.folder / "week/talk.txt", folder.folder / "week/talk.srt")
    assert txt.read_text() == "eins\nzwei\n"
    assert srt.read_text().startswith("1\n00:00:00,000 --> 00:00:02,000\neins zwei\n")
    assert {file.name for file in txt.parent.iterdir()} == {"talk.srt", "talk.txt"}


def test_a_name_that_no_encoding_knows_is_kept(tmp_path: Path, folder: OutputFolder) -> None:
    strange = Path(os.fsdecode(b"caf\xe9"))
    recording = LocalRecording(tmp_path / strange, "caf", strange)
    txt, _ = folder.write(recording, SAID)
    assert os.fsencode(txt.name) == b"caf\xe9.txt"
    assert txt.read_text() == "eins\nzwei\n"


def test_it_is_finished_when_every_form_is_there(
    recording: LocalRecording, folder: OutputFolder
) -> None:
    assert not folder.finished(recording)
    txt, _ = folder.write(recording, SAID)
    assert folder.finished(recording)
    txt.unlink()
    assert not folder.finished(recording)


def test_a_transcript_older_than_its_recording_is_not_finished(
    recording: LocalRecording, folder: OutputFolder
) -> None:
    txt, _ = folder.write(recording, SAID)
    os.utime(txt, (0, 0))
    assert not folder.finished(recording)


def test_a_folder_of_that_name_is_no_transcript(
    recording: LocalRecording, folder: OutputFolder
) -> None:
    for file in folder.files(recording).values():
        file.mkdir(parents=True)
    assert not folder.finished(recording)
    with pytest.raises(OutputError, match="Is a directory"):
        folder.write(recording, SAID)


def broken(*pieces: bytes, number: int) -> Iterator[bytes]:
    yield from pieces
    raise OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("number", "hopeless"), [(errno.ENOSPC, True), (errno.ENAMETOOLONG, False)]
)
def test_of_a_write_that_fails_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch,
    recording: LocalRecording,
    folder: OutputFolder,
    *,
    number: int,
    hopeless: bool,
) -> None:
    def pieces(_: Rendering, form: Form, *__: object) -> Iterator[bytes]:
        return iter((b"whole",)) if form is Form.TXT else broken(b"half", number=number)

    monkeypatch.setattr(Rendering, "pieces", pieces)
    with pytest.raises(OutputError, match=r"talk\.srt cannot be written") as caught:
        folder.write(recording, SAID)
    assert caught.value.hopeless is hopeless
    assert not any(file.is_file() for file in folder.folder.rglob("*"))


def test_two_recordings_never_share_a_transcript(
    recording: LocalRecording, folder: OutputFolder
) -> None:
    other = LocalRecording(Path("elsewhere/talk.wav"), "elsewhere/talk.wav", recording.place)
    with pytest.raises(typer.BadParameter, match="would share the transcript"):
        folder.prepare([recording, other])


def test_a_folder_that_cannot_be_made_is_told_before_the_work(
    recording: LocalRecording, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    folder = OutputFolder(tmp_path / "file" / "out", (Form.TXT,), Rendering(Task.TRANSCRIBE))
    with pytest.raises(OutputError, match="cannot be written: Not a directory"):
        folder.prepare([recording])

import os
from pathlib import Path

import pytest
import typer

from entrypoints.cli.transcribe.recordings import find_recordings


def laid(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"sound")
    return [folder / name for name in names]


def test_a_folder_means_every_recording_below_it_and_nothing_else(tmp_path: Path) -> None:
    laid(tmp_path, "b.MP3", "a.wav", "deep/er/c.opus", "notes.txt", ".hidden.wav", ".git/d.wav")
    found = find_recordings([tmp_path])
    assert [each.path.relative_to(tmp_path) for each in found] == [
        Path("a.wav"),
        Path("b.MP3"),
        Path("deep/er/c.opus"),
    ]


def test_transcripts_keep_the_order_of_the_folder(tmp_path: Path) -> None:
    laid(tmp_path, "day.one/talk.wav")
    assert find_recordings([tmp_path])[0].place == Path("day.one/talk")


def test_a_file_that_is_named_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    (file,) = laid(tmp_path, "voice.unknown")
    assert [each.path for each in find_recordings([file])] == [file]


def test_what_is_named_twice_is_transcribed_once(tmp_path: Path) -> None:
    (file,) = laid(tmp_path, "a.wav")
    (tmp_path / "again.wav").symlink_to(file)
    assert len(find_recordings([file, tmp_path, file])) == 1


def test_recordings_that_share_a_stem_get_a_transcript_each(tmp_path: Path) -> None:
    video, sound, other = laid(tmp_path, "talk.mp4", "talk.m4a", "other.wav")
    places = [str(each.place) for each in find_recordings([video, sound, other])]
    assert places == ["talk.mp4", "talk.m4a", "other"]


def test_the_name_of_a_transcript_does_not_hang_on_what_else_is_asked_for(tmp_path: Path) -> None:
    video, _ = laid(tmp_path, "talk.mp4", "talk.m4a")
    assert [str(each.place) for each in find_recordings([video])] == ["talk.mp4"]


@pytest.mark.parametrize(
    ("names", "asked", "sentence"),
    [
        ([], "gone.wav", "There is no file or folder"),
        (["empty/notes.txt"], "empty", "There is no recording in the folder"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    tmp_path: Path, names: list[str], asked: str, sentence: str
) -> None:
    laid(tmp_path, *names)
    with pytest.raises(typer.BadParameter, match=sentence):
        find_recordings([tmp_path / asked])


def test_a_pipe_with_a_name_is_told_to_be_piped_in(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sound.wav")
    with pytest.raises(typer.BadParameter, match="is a pipe"):
        find_recordings([tmp_path / "sound.wav"])


def test_a_name_that_no_encoding_knows_can_be_shown(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(b"caf\xe9\x1b[31m.wav"))
    (tmp_path / strange).write_bytes(b"sound")
    (found,) = find_recordings([tmp_path / strange])
    assert found.path == tmp_path / strange
    assert found.filename == "caf\ufffd\ufffd[31m.wav"
    assert found.shown.isprintable()


def test_a_device_is_no_recording() -> None:
    with pytest.raises(typer.BadParameter, match="neither a file nor a folder"):
        find_recordings([Path("/dev/null")])

"""`transcriber transcribe` with the model of the tests, through pipes and in a terminal."""

import json
import signal
import subprocess
from pathlib import Path

import pytest
import srt
import webvtt

from tests.digits_model import SAMPLES
from tests.e2e.cli.program import (
    PROGRAM,
    SECONDS,
    ended,
    environment,
    in_shell,
    in_terminal,
    piped,
)

ENGLISH = "three one four one five nine two six"


def words(file: Path) -> str:
    return " ".join(file.read_text().split())


def test_a_folder_becomes_transcripts_in_every_form(tmp_path: Path) -> None:
    done = piped(tmp_path, "transcribe", SAMPLES, "--format", "all", "--output-dir", "out")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    assert len(list(out.iterdir())) == 4 * 5
    assert words(out / "digits-en.txt") == ENGLISH
    cues = list(srt.parse((out / "digits-en.srt").read_text()))
    assert " ".join(cue.content for cue in cues).split() == ENGLISH.split()
    captions = webvtt.read(str(out / "digits-en.vtt")).captions
    assert " ".join(caption.text for caption in captions).split() == ENGLISH.split()
    told = json.loads((out / "digits-en.json").read_text())
    assert (told["text"], told["language"]) == (ENGLISH, "en")
    assert (out / "digits-en.tsv").read_text().startswith("start\tend\ttext\n")


def test_nothing_but_the_transcript_is_left_behind(tmp_path: Path) -> None:
    piped(tmp_path, "transcribe", SAMPLES / "digits-en.wav")
    assert [file.name for file in tmp_path.iterdir()] == ["digits-en.txt"]


def test_what_comes_through_a_pipe_is_printed(tmp_path: Path) -> None:
    sound = (SAMPLES / "digits-fr.wav").read_bytes()
    done = piped(tmp_path, "transcribe", "-", stdin=sound)
    assert done.returncode == 0, done.stderr
    assert " ".join(done.stdout.split()) == "un six un huit zéro trois neuf sept"
    assert "standard input: 8.0 s, fr" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_became_of_each_file_can_be_piped_on_as_json(tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_text("These are words.")
    done = piped(tmp_path, "transcribe", SAMPLES / "digits-en.wav", broken, "--json")
    assert done.returncode == 1
    good, bad = json.loads(done.stdout)["files"]
    assert (good["status"], good["language"], good["outputs"]) == ("done", "en", ["digits-en.txt"])
    assert (bad["status"], bad["outputs"]) == ("failed", [])
    assert "holds text, not sound" in bad["error"]


def test_words_are_timed_when_asked_in_openai_whispers_spelling(tmp_path: Path) -> None:
    done = piped(
        tmp_path, "transcribe", SAMPLES / "digits-en.wav",
        "--word_timestamps", "True", "--output_format", "json", "--output_dir", "-",
    )  # fmt: skip
    said = [word for each in json.loads(done.stdout)["segments"] for word in each["words"]]
    assert " ".join(word["word"].strip() for word in said) == ENGLISH
    assert all(word["start"] <= word["end"] for word in said)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nowhere.wav"], 2, "There is no file or folder"),
        (["."], 2, "There is no recording in the folder"),
        (["-"], 2, "Standard input is empty"),
        ([SAMPLES, "--language", "klingon"], 2, "no language Whisper knows"),
        ([SAMPLES, "--model", "./no-such-model"], 1, "its folder is not there"),
        ([SAMPLES, "--device", "abacus"], 2, "abacus"),
        ([SAMPLES, "-o", "/proc/nowhere"], 1, "/proc/nowhere cannot be written"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    tmp_path: Path, arguments: list[str | Path], code: int, sentence: str
) -> None:
    done = piped(tmp_path, "transcribe", *arguments)
    assert done.returncode == code
    assert sentence in " ".join(done.stderr.replace("│", "").split())
    assert "Traceback" not in done.stderr


def test_a_model_that_cannot_be_downloaded_is_said_in_words(tmp_path: Path) -> None:
    settings = {"WHISPER_OFFLINE": "true"}
    done = piped(tmp_path, "transcribe", SAMPLES, "--model", "small", settings=settings)
    assert done.returncode == 1
    assert "The model 'small' is not on this machine" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_stops_the_work_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    limited = f'ulimit -f 0; exec "{PROGRAM}" transcribe "{SAMPLES}" -o out'
    done = in_shell(tmp_path, limited)
    assert done.returncode == 1, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert list(out.iterdir()) == []


def test_whoever_reads_only_the_beginning_gets_no_traceback(tmp_path: Path) -> None:
    reading = f'"{PROGRAM}" transcribe -q -o - "{SAMPLES}" | true'
    done = in_shell(tmp_path, reading)
    assert done.stderr == ""


def test_a_terminal_shows_a_bar_with_speed_and_the_time_left(
    tmp_path: Path, long_recording: Path
) -> None:
    terminal = in_terminal(tmp_path, "transcribe", long_recording, SAMPLES / "digits-en.wav")
    terminal.expect("of 2 files")
    terminal.expect(r"\d+%")
    terminal.expect(r"x real time")
    terminal.expect(r"\d+:\d\d")
    terminal.sendintr()
    assert ended(terminal) == 130


def test_ctrl_c_leaves_no_partial_transcript(tmp_path: Path, long_recording: Path) -> None:
    terminal = in_terminal(tmp_path, "transcribe", long_recording, "-o", "out", "-f", "all")
    terminal.expect("real time")
    terminal.sendintr()
    terminal.expect("Stopped")
    assert ended(terminal) == 130
    assert list((tmp_path / "out").iterdir()) == []


def test_a_terminal_is_no_recording(tmp_path: Path) -> None:
    terminal = in_terminal(tmp_path, "transcribe", "-")
    terminal.expect("Nothing is piped in")
    assert ended(terminal) == 2


def test_sigterm_removes_what_was_laid_aside_of_standard_input(
    tmp_path: Path, long_recording: Path
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    with (
        long_recording.open("rb") as sound,
        subprocess.Popen(
            [PROGRAM, "transcribe", "-", "-o", "out"],
            cwd=tmp_path,
            env=environment(tmp_path, {"TMPDIR": str(spool), "LOG_LEVEL": "INFO"}),
            stdin=sound,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stderr is not None
        assert "model_loaded" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 143
        assert "Stopped." in process.stderr.read()
    # onnxruntime, which detects voice, leaves a file of its own, `.ses`, in any temporary folder.
    assert list(spool.glob("transcriber-*")) == []
    assert list((tmp_path / "out").iterdir()) == []

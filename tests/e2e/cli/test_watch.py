"""`transcriber watch` as a program, killed again and again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import StartService
from tests.e2e.cli.program import PROGRAM, SECONDS, environment, in_shell, piped
from tests.s3_server import new_bucket, put_object, s3_server

FILES = int(os.environ.get("WATCH_FILES", "24"))
KILLS = int(os.environ.get("WATCH_KILLS", "4"))
SEED = int(os.environ.get("WATCH_SEED", "1"))
SAID = {
    "digits-en.wav": "three one four one five nine two six",
    "digits-fr.wav": "un six un huit zéro trois neuf sept",
}
QUICK = ("--settle", "0.3", "--every", "0.3", "--state", "state")


def filled(folder: Path, count: int) -> dict[str, str]:
    """Put recordings into sub-folders; return what is said in each, by its path without ending."""
    said = {}
    for number in range(count):
        name, words = sorted(SAID.items())[number % len(SAID)]
        target = folder / f"{number % 7}" / f"talk {number}.wav"
        target.parent.mkdir(parents=True, exist_ok=True)
        # No two have the same content: bytes behind the sound are ignored.
        target.write_bytes((SAMPLES / name).read_bytes() + number.to_bytes(4, "big"))
        said[f"{number % 7}/talk {number}"] = words
    return said


@contextmanager
def watching(folder: Path, *arguments: str, log: IO[bytes]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [PROGRAM, "watch", *arguments], cwd=folder, env=environment(folder), stderr=log
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(SECONDS)


def ledger(folder: Path) -> list[tuple[str, int, int]]:
    """Read stage, attempts and transcriptions of each recording."""
    with sqlite3.connect(folder / "state" / "ledger.sqlite") as db:
        return db.execute("SELECT stage, attempts, transcribed FROM recordings").fetchall()


def documents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).with_suffix("").as_posix(): " ".join(file.read_text().split())
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.timeout(3600)
def test_each_of_many_recordings_is_transcribed_once_over_many_kills(tmp_path: Path) -> None:
    """`WATCH_FILES=1000 WATCH_KILLS=20` is the long form; it prints what it found."""
    said = filled(tmp_path / "in", FILES)
    chance = random.Random(SEED)  # moments of kills are no secret
    arguments = ("in", "--to", "out", *QUICK)
    killed_at = []
    for number in range(1, KILLS + 1):
        with (tmp_path / "log").open("ab") as log, watching(tmp_path, *arguments, log=log) as run:
            goal = FILES * number // (KILLS + 2)
            while len(documents(tmp_path / "out")) < goal:
                assert run.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.02)
            time.sleep(chance.random() / 4)  # anywhere in the work on the next ones
            os.kill(run.pid, signal.SIGKILL)
            killed_at.append(len(documents(tmp_path / "out")))
    with (
        (tmp_path / "log").open("ab") as log,
        watching(tmp_path, *arguments, "--once", log=log) as run,
    ):
        assert run.wait(SECONDS + FILES) == 0, (tmp_path / "log").read_text()
    assert documents(tmp_path / "out") == said
    told = [line for line in (tmp_path / "log").read_text().splitlines() if " -> " in line]
    assert len(told) == len(set(told))
    rows = ledger(tmp_path)
    assert {(stage, transcribed) for stage, _, transcribed in rows} == {("done", 1)}
    assert len(rows) == FILES
    again = sum(attempts - 1 for _, attempts, _ in rows)
    sys.stderr.write(
        f"\n{FILES} recordings, {KILLS} kills after {killed_at} of them: {len(rows)} transcribed "
        f"once; {again} were interrupted and begun again.\n"
    )


def test_recordings_are_taken_while_it_runs_and_moved_when_they_are_done(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    arguments = ("in", "--done", "done", "--failed", "in/failed", "-f", "srt", *QUICK)
    with (tmp_path / "log").open("wb") as log, watching(tmp_path, *arguments, log=log) as run:
        sound = (SAMPLES / "digits-en.wav").read_bytes()
        (inbox / "a.wav.part").write_bytes(sound)
        (inbox / "a.wav.part").rename(inbox / "a.wav")
        (inbox / "bad.wav").write_text("These are words.")
        end = time.monotonic() + SECONDS
        wanted = [tmp_path / "done" / "a.wav", inbox / "failed" / "bad.wav"]
        while not all(file.exists() for file in wanted):
            assert run.poll() is None
            assert time.monotonic() < end, (tmp_path / "log").read_text()
            time.sleep(0.05)
        run.terminate()
        assert run.wait(SECONDS) == 143
    assert (inbox / "a.srt").read_text().startswith("1\n00:00:")
    assert "holds text, not sound" in (inbox / "bad.error.txt").read_text()
    assert (tmp_path / "done" / "a.wav").read_bytes() == sound


def test_a_second_watcher_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    arguments = ("in", "--to", "out", *QUICK)
    with (tmp_path / "log").open("wb") as log, watching(tmp_path, *arguments, log=log):
        end = time.monotonic() + SECONDS
        while not (tmp_path / "state" / "ledger.sqlite").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        second = piped(tmp_path, "watch", "in", "--to", "elsewhere", "--once")
    assert second.returncode == 1
    assert "is being watched by another process" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no folder 'nowhere'"),
        (["in", "--done", "in"], "cannot be moved to where they come from"),
        (["in", "--done", "s3://bucket/done"], "can be moved into folders only"),
        (["s3://bucket/in", "--to", "out", "--done", "done"], "the same bucket only"),
    ],
)
def test_places_that_cannot_be_meant_are_refused_in_words(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "in").mkdir()
    done = piped(tmp_path, "watch", *arguments, "--once", "--state", "state")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_disk_that_takes_nothing_is_said_in_words(tmp_path: Path) -> None:
    filled(tmp_path / "in", 1)
    limited = f'ulimit -f 0; exec "{PROGRAM}" watch in --to out --once {" ".join(QUICK)}'
    done = in_shell(tmp_path, limited)
    assert done.returncode == 1
    assert "ledger.sqlite cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_service_watches_a_folder_of_its_settings(
    start_service: StartService, tmp_path: Path
) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    said = filled(inbox, 2)
    settings = {
        "WATCH_FOLDER": str(inbox),
        "WATCH_TO": str(out),
        "WATCH_DONE": str(tmp_path / "done"),
        "WATCH_FORMATS": "txt",
        "WATCH_SETTLE_SECONDS": "0.1",
    }
    start_service(**settings)
    end = time.monotonic() + SECONDS
    while len(list((tmp_path / "done").rglob("*.wav"))) < len(said):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert documents(out) == said


def test_recordings_of_a_bucket_become_transcripts_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with s3_server() as endpoint:
        bucket = new_bucket(endpoint, monkeypatch)
        put_object(bucket, "in/sub/talk.wav", (SAMPLES / "digits-en.wav").read_bytes())
        put_object(bucket, "in/bad.wav", b"These are words.")
        places = ("--to", f"s3://{bucket.name}/in/out", "--done", f"s3://{bucket.name}/done")
        aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        arguments = ("watch", f"s3://{bucket.name}/in", *places, *QUICK, "--once")
        first = piped(tmp_path, *arguments, settings=aws)
        second = piped(tmp_path, *arguments, settings=aws)
        kept = {name: key.value for name, key in bucket.keys.items()}
    assert first.returncode == 1, first.stderr  # one has failed
    assert (second.returncode, second.stderr) == (0, "")
    assert kept.keys() == {
        "done/sub/talk.wav",
        "in/bad.wav",
        "in/out/bad.error.txt",
        "in/out/sub/talk.txt",
    }
    assert " ".join(kept["in/out/sub/talk.txt"].decode().split()) == SAID["digits-en.wav"]
    assert list((tmp_path / "state" / "spool").iterdir()) == []

"""`transcriber listen --server` sends a pipe to a server, which may be started again meanwhile."""

import re
import signal
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess, StartService
from tests.e2e.cli.program import PROGRAM, SECONDS, environment, in_shell, piped
from whisper_transcriber_client import Client, Job

SAMPLE = SAMPLES / "digits-en.wav"
ENGLISH = "three one four one five nine two six"
HEADER_BYTES = 44
PIECE = 3_200


def log_in(folder: Path, service: ServiceProcess) -> None:
    arguments = ("login", "--server", service.url, "-u", "admin", "--password-stdin")
    done = piped(folder, *arguments, stdin=f"{PASSWORD}\n".encode())
    assert done.returncode == 0, done.stderr


def samples() -> bytes:
    with wave.open(str(SAMPLE)) as file:
        frames: bytes = file.readframes(file.getnframes())
    return frames


def job_named_in(text: str) -> str:
    found = re.search(r"^Job ([0-9a-f-]{36}): http://\S+/#/recordings/\1$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


def ended(service: ServiceProcess, job_id: str) -> tuple[Job, bytes]:
    """Wait for the job and return it with the sound of its recording."""
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        job = client.wait(job_id)
        file = service.folder / "kept.wav"
        client.save_recording(job_id, file)
    return job, file.read_bytes()[HEADER_BYTES:]


@contextmanager
def listening(folder: Path, service: ServiceProcess) -> Iterator["subprocess.Popen[bytes]"]:
    """Run it with pipes that the test holds."""
    process = subprocess.Popen(
        [PROGRAM, "listen", "--server", service.url, "--language", "en"],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(SECONDS)


def test_a_pipe_becomes_lines_and_a_job(tmp_path: Path, service: ServiceProcess) -> None:
    log_in(tmp_path, service)
    command = f"cat {SAMPLE} | {PROGRAM} listen --server {service.url} --title Digits -l en"
    done = in_shell(tmp_path, command)
    assert done.returncode == 0, done.stderr
    assert " ".join(done.stdout.split()) == ENGLISH
    assert f"{service.url}/live/" in done.stderr
    job, kept = ended(service, job_named_in(done.stderr))
    assert (job.title, job.text, kept) == ("Digits", ENGLISH, samples())


def test_raw_samples_have_a_rate(tmp_path: Path, service: ServiceProcess) -> None:
    log_in(tmp_path, service)
    done = piped(
        tmp_path, "listen", "--server", service.url, "--rate", "16000", stdin=samples()[:64_000]
    )
    assert done.returncode == 0, done.stderr
    job, kept = ended(service, job_named_in(done.stderr))
    assert (job.duration_seconds, kept) == (2.0, samples()[:64_000])


def test_a_server_that_is_started_again_gets_every_byte_once(
    tmp_path: Path, start_service: StartService
) -> None:
    service = start_service()
    log_in(tmp_path, service)
    sound = samples() + bytes(PIECE * 10)
    with listening(tmp_path, service) as process:
        assert process.stdin is not None
        process.stdin.write(sound[: PIECE * 60])
        process.stdin.flush()
        told = process.stderr.readline() if process.stderr else b""
        assert b"/live/" in told
        service.kill()
        process.stdin.write(sound[PIECE * 60 :])
        process.stdin.flush()
        service.start()
        out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err.decode()
    job, kept = ended(service, job_named_in(err.decode()))
    assert (job.status, kept) == ("completed", sound)
    assert set(out.decode().split()) <= set(ENGLISH.split())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_the_job_with_what_was_said(
    tmp_path: Path, start_service: StartService, number: int
) -> None:
    service = start_service()
    log_in(tmp_path, service)
    with listening(tmp_path, service) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(samples() + bytes(PIECE * 20))
        process.stdin.flush()
        assert process.stdout.readline()  # the first turn
        process.send_signal(number)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 128 + number
    job, kept = ended(service, job_named_in(err.decode()))
    assert job.status == "completed"
    assert kept
    assert (samples() + bytes(PIECE * 20)).startswith(kept)


def test_without_sound_there_is_no_job(tmp_path: Path, start_service: StartService) -> None:
    service = start_service()
    log_in(tmp_path, service)
    done = piped(tmp_path, "listen", "--server", service.url)
    assert (done.returncode, done.stderr) == (0, "There was no sound, so no job was made.\n")
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        assert len(client.jobs()) == 0


def test_who_is_not_logged_in_is_told_how(tmp_path: Path, service: ServiceProcess) -> None:
    done = piped(tmp_path, "listen", "--server", service.url, stdin=samples())
    assert done.returncode == 1
    assert f"transcriber login --server {service.url}" in done.stderr


def test_a_title_needs_a_server(tmp_path: Path) -> None:
    done = piped(tmp_path, "listen", "--title", "Town hall", stdin=samples())
    assert done.returncode == 2
    assert "--server" in done.stderr

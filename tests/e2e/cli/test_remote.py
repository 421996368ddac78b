"""The commands that talk to a service, against a real one."""

import json
import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import srt
from typing_extensions import override

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess, StartService
from tests.e2e.cli.program import PROGRAM, SECONDS, ended, environment, in_terminal, piped

ENGLISH = "three one four one five nine two six"
SAMPLE = SAMPLES / "digits-en.wav"


def log_in(folder: Path, service: ServiceProcess) -> None:
    arguments = ("login", "--server", service.url, "-u", "admin", "--password-stdin")
    done = piped(folder, *arguments, stdin=f"{PASSWORD}\n".encode())
    assert done.returncode == 0, done.stderr


@pytest.fixture
def folder(tmp_path: Path, service: ServiceProcess) -> Path:
    """A folder of somebody who is logged in."""
    log_in(tmp_path, service)
    return tmp_path


def credentials(folder: Path) -> Path:
    home = Path(environment(folder)["XDG_CONFIG_HOME"])
    return home / "transcriber" / "credentials.json"


def test_a_password_is_asked_for_and_not_shown(tmp_path: Path, service: ServiceProcess) -> None:
    terminal = in_terminal(tmp_path, "login", "--server", service.url)
    terminal.expect(r"User name \[admin\]:")
    terminal.sendline("")
    terminal.expect("Password:")
    terminal.waitnoecho()
    terminal.sendline(PASSWORD)
    terminal.expect(f"Logged in to {service.url} as admin")
    assert PASSWORD not in str(terminal.before)
    assert ended(terminal) == 0
    assert stat.S_IMODE(credentials(tmp_path).stat().st_mode) == 0o600
    assert PASSWORD not in credentials(tmp_path).read_text()


def test_ctrl_c_at_the_password_leaves_nobody_logged_in(
    tmp_path: Path, service: ServiceProcess
) -> None:
    terminal = in_terminal(tmp_path, "login", "--server", service.url, "-u", "admin")
    terminal.expect("Password:")
    terminal.waitnoecho()
    terminal.sendintr()
    terminal.expect("Stopped")
    assert ended(terminal) == 130
    assert not credentials(tmp_path).exists()


def test_a_wrong_password_is_told(tmp_path: Path, start_service: StartService) -> None:
    url = start_service().url
    done = piped(
        tmp_path, "login", "--server", url, "-u", "admin", "--password-stdin", stdin=b"guess\n"
    )
    assert (done.returncode, done.stderr) == (1, "The user name or the password is wrong.\n")
    assert not credentials(tmp_path).exists()


def test_a_recording_is_submitted_awaited_and_downloaded(folder: Path) -> None:
    submitted = piped(folder, "submit", SAMPLE, "--word-timestamps", "--language", "English")
    assert submitted.returncode == 0, submitted.stderr
    job_id = submitted.stdout.strip()
    waited = piped(folder, "wait", job_id, "--json")
    assert waited.returncode == 0, waited.stderr
    (job,) = json.loads(waited.stdout)["jobs"]
    assert (job["status"], job["transcript"]) == ("completed", ENGLISH)
    assert job["options"]["word_timestamps"] is True
    assert job["options"]["language"] == "en"
    laid_out = ("--format", "srt", "--max-line-width", "20", "--output", "talk.srt")
    done = piped(folder, "download", job_id, *laid_out)
    assert done.returncode == 0, done.stderr
    lines = [
        line
        for cue in srt.parse((folder / "talk.srt").read_text())
        for line in cue.content.splitlines()
    ]
    assert max(map(len, lines)) <= 20
    assert " ".join(lines) == ENGLISH
    assert [file.name for file in folder.iterdir()] == ["talk.srt"]


def test_a_transcript_is_printed_as_it_is(folder: Path) -> None:
    job_id = piped(folder, "submit", SAMPLE, "--wait").stdout.strip()
    assert " ".join(piped(folder, "download", job_id).stdout.split()) == ENGLISH


def test_what_comes_through_a_pipe_can_be_submitted(folder: Path) -> None:
    done = piped(folder, "submit", "-", "--wait", "--json", stdin=SAMPLE.read_bytes())
    (job,) = json.loads(done.stdout)["jobs"]
    assert (job["status"], job["transcript"]) == ("completed", ENGLISH)


def test_one_file_that_is_refused_does_not_stop_the_others(folder: Path) -> None:
    notes = folder / "notes.txt"
    notes.write_text("These are words.")
    done = piped(folder, "submit", notes, SAMPLE, "--json")
    assert done.returncode == 1
    refused, accepted = json.loads(done.stdout)["jobs"]
    assert refused["status"] == "refused"
    assert "holds text, not sound" in refused["error"]
    assert accepted["job_id"]


def test_jobs_are_listed_and_described(folder: Path) -> None:
    job_id = piped(folder, "submit", SAMPLE, "--wait").stdout.strip()
    table = piped(folder, "list", "--search", "digits-en").stdout
    assert job_id in table
    assert "digits-en.wav" in table
    page = json.loads(
        piped(folder, "list", "--status", "completed", "--limit", "1", "--json").stdout
    )
    assert (len(page["jobs"]), page["limit"]) == (1, 1)
    counted = json.loads(piped(folder, "facets", "--json").stdout)
    assert [each["value"] for each in counted["models"]] == ["digits"]
    assert "model" in piped(folder, "facets").stdout
    facts = piped(folder, "status", job_id).stdout
    assert "completed" in facts
    assert "digits-en.wav" in facts
    assert json.loads(piped(folder, "status", job_id, "--json").stdout)["job_id"] == job_id


def test_a_job_can_be_cancelled_and_then_counts_as_failed(
    folder: Path, long_recording: Path
) -> None:
    job_id = piped(folder, "submit", long_recording).stdout.strip()
    cancelled = piped(folder, "cancel", job_id)
    assert cancelled.returncode == 0, cancelled.stderr
    assert f"{job_id} cancelled" in cancelled.stdout
    assert piped(folder, "wait", job_id).returncode == 1
    again = piped(folder, "cancel", job_id)
    assert again.returncode == 1
    assert "cannot be cancelled again" in again.stderr
    early = piped(folder, "download", job_id, "-o", "early.txt")
    assert early.returncode == 1
    assert list(folder.iterdir()) == []


def test_progress_is_shown_in_a_terminal(folder: Path, long_recording: Path) -> None:
    terminal = in_terminal(folder, "submit", long_recording, "--wait")
    terminal.expect("submitted as (?=[0-9a-f-]{36})")
    terminal.expect("[0-9a-f-]{36}")
    job_id = str(terminal.after)
    terminal.expect(r"[1-9]\d*%")
    terminal.sendintr()
    terminal.expect("What was submitted goes on")
    assert ended(terminal) == 130
    assert piped(folder, "cancel", job_id).returncode == 0


def test_waiting_outlives_a_restart_of_the_service(
    tmp_path: Path, start_service: StartService, long_recording: Path
) -> None:
    service = start_service(SHUTDOWN_GRACE_SECONDS="0.1")
    log_in(tmp_path, service)
    job_id = piped(tmp_path, "submit", long_recording).stdout.strip()
    with subprocess.Popen(
        [PROGRAM, "wait", job_id, "--json"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as waiting:
        service.stop()
        assert waiting.poll() is None
        service.start()
        told, _ = waiting.communicate(timeout=SECONDS)
    assert waiting.returncode == 0
    assert json.loads(told)["jobs"][0]["status"] == "completed"


def test_a_session_that_has_expired_says_to_log_in_again(
    tmp_path: Path, start_service: StartService
) -> None:
    service = start_service(ACCESS_TOKEN_SECONDS="1")
    log_in(tmp_path, service)
    while (done := piped(tmp_path, "list")).returncode == 0:
        pass
    assert f"Log in: transcriber login --server {service.url}" in done.stderr


def test_after_logging_out_the_token_is_worth_nothing(
    tmp_path: Path, service: ServiceProcess
) -> None:
    log_in(tmp_path, service)
    kept = credentials(tmp_path).read_bytes()
    assert piped(tmp_path, "logout").returncode == 0
    assert "You are not logged in" in piped(tmp_path, "list", "--server", service.url).stderr
    credentials(tmp_path).write_bytes(kept)
    assert "Log in:" in piped(tmp_path, "list").stderr


def test_a_server_that_is_down_is_told(tmp_path: Path) -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        done = piped(tmp_path, "list", settings={
            "TRANSCRIBER_SERVER": url, "TRANSCRIBER_API_KEY": "wt_key",
        })  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"{url} cannot be reached")


class Router(BaseHTTPRequestHandler):
    """Something else that speaks HTTP."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Welcome to your router</h1>")

    @override
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def router() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Router) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_another_program_at_the_address_is_told(tmp_path: Path, router: str) -> None:
    done = piped(tmp_path, "list", "--server", router, settings={"TRANSCRIBER_API_KEY": "wt_key"})
    assert done.returncode == 1
    assert "answered 200 with text/html" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreadable_file_is_refused_and_the_others_go_on(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads every file")
    secret = folder / "secret.wav"
    secret.write_bytes(SAMPLE.read_bytes())
    secret.chmod(0)
    done = piped(folder, "submit", secret, SAMPLE, "--json")
    assert ["job_id" in job for job in json.loads(done.stdout)["jobs"]] == [False, True]

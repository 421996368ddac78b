import http.server
import socket
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from typing_extensions import override

from adapters.system.disk_examination import DiskExamination
from adapters.system.port_examination import PortExamination
from application.ports.examination import Verdict

HERE = "127.0.0.1"


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


async def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path) -> None:
    finding = await DiskExamination(tmp_path / "a" / "b", largest_bytes=1).examine()
    assert finding.verdict is Verdict.OK
    assert is_empty(tmp_path)


async def test_too_little_room_for_the_largest_upload_is_a_warning(tmp_path: Path) -> None:
    finding = await DiskExamination(tmp_path, largest_bytes=2**80).examine()
    assert finding.verdict is Verdict.WARNING
    assert "MAX_UPLOAD_BYTES" in str(finding.advice)


async def test_a_disk_that_is_full_is_a_failure() -> None:
    finding = await DiskExamination(Path("/proc/nowhere"), largest_bytes=1).examine()
    assert finding.verdict is Verdict.FAILED


async def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = await DiskExamination(tmp_path / "file" / "data", largest_bytes=1).examine()
    assert finding.verdict is Verdict.FAILED
    assert "cannot be written" in finding.words


async def test_a_free_port_stays_free() -> None:
    with closing(socket.socket()) as found:
        found.bind((HERE, 0))
        port: int = found.getsockname()[1]
    for _ in range(2):
        assert (await PortExamination(HERE, port).examine()).verdict is Verdict.OK


async def test_another_program_at_the_port_is_a_failure() -> None:
    with closing(socket.socket()) as other:
        other.bind((HERE, 0))
        other.listen()
        finding = await PortExamination(HERE, other.getsockname()[1]).examine()
    assert finding.verdict is Verdict.FAILED
    assert "PORT" in str(finding.advice)


class Alive(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/livez" else 404)
        self.end_headers()

    @override
    def log_message(self, *_: object) -> None:
        pass


async def test_the_service_itself_at_the_port_is_fine() -> None:
    with http.server.HTTPServer((HERE, 0), Alive) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        finding = await PortExamination(HERE, server.server_port).examine()
        server.shutdown()
        thread.join()
    assert finding.verdict is Verdict.OK
    assert "already" in finding.words


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
async def test_an_address_of_another_machine_is_a_failure(host: str) -> None:
    finding = await PortExamination(host, 8000).examine()
    assert finding.verdict is Verdict.FAILED
    assert "HOST" in str(finding.advice)

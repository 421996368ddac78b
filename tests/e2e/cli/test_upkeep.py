"""What an operator types: doctor, models, openapi, help."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.cli.conftest import ServiceProcess
from tests.e2e.cli.program import piped
from tests.fakes.hub import FakeHub, fake_hub
from tests.toy_model import FILES

COMMANDS = (
    "transcribe login logout submit status list wait download cancel serve worker migrate openapi "
    "doctor"
)
GROUPS = {
    "users": "list add reset-password disable enable role",
    "models": "list download remove",
}


def test_a_fresh_folder_is_well_and_stays_empty(tmp_path: Path) -> None:
    done = piped(tmp_path, "doctor", "--json", settings={"PORT": "0"})
    findings = json.loads(done.stdout)["findings"]
    assert set(findings) >= {"database", "disk", "model", "port", "secrets"}
    assert {each["verdict"] for each in findings.values()} <= {"ok", "warning"}
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_beside_a_running_service_all_is_well(service: ServiceProcess) -> None:
    done = piped(service.folder, "doctor", "--json", settings={"PORT": str(service.port)})
    findings = json.loads(done.stdout)["findings"]
    assert {each["verdict"] for each in findings.values()} <= {"ok", "warning"}
    assert "already" in findings["port"]["words"]
    assert findings["storage"]["words"] == "Written, read and removed again."
    assert "newest" in findings["database"]["words"]


@pytest.mark.parametrize(
    ("settings", "part", "sentence"),
    [
        ({"DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x"}, "database", "cannot be used"),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "redis", "does not answer"),
        ({"WHISPER_MODEL": "./nowhere"}, "model", "its folder is not there"),
        ({"DATA_DIR": "/proc/nowhere"}, "disk", "free"),
        ({"ENVIRONMENT": "production"}, "settings", "JWT_SECRET_KEY"),
        ({"PORT": "many"}, "settings", "PORT"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    tmp_path: Path, settings: dict[str, str], part: str, sentence: str
) -> None:
    done = piped(tmp_path, "doctor", settings=settings)
    assert done.returncode == 1
    assert re.search(rf"^failed +{part} .*{sentence}", done.stdout, re.MULTILINE | re.DOTALL)
    assert "secret@" not in done.stdout
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = {"PORT": str(other.getsockname()[1])}
        done = piped(tmp_path, "doctor", settings=settings)
    assert done.returncode == 1
    assert "Another program is listening" in done.stdout


def test_a_service_whose_port_is_taken_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = piped(tmp_path, "serve", settings={"PORT": str(port), "DATA_DIR": "fresh"})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Another program is listening at 127.0.0.1:{port}. "
        "Stop it, or choose another port: PORT=8017 transcriber serve\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as hub:
        hub.repositories["Systran/faster-whisper-base.en"] = FILES
        yield hub


def test_a_model_that_is_not_here_yet_is_only_a_warning(tmp_path: Path, hub: FakeHub) -> None:
    settings = {"WHISPER_MODEL": "base.en", "PORT": "0", "HF_ENDPOINT": hub.url}
    done = piped(tmp_path, "doctor", settings=settings)
    assert done.returncode == 0, done.stdout
    assert "transcriber models download base.en" in done.stdout


def test_a_model_that_cannot_be_had_is_a_failure(tmp_path: Path) -> None:
    settings = {"WHISPER_MODEL": "base.en", "PORT": "0", "HF_ENDPOINT": "http://127.0.0.1:1"}
    done = piped(tmp_path, "doctor", settings=settings)
    assert done.returncode == 1
    assert "the model hub cannot be reached" in done.stdout
    assert "WHISPER_MODELS=base.en=/path/to/it" in done.stdout


def test_a_model_is_downloaded_listed_found_and_removed(tmp_path: Path, hub: FakeHub) -> None:
    settings = {"WHISPER_DOWNLOAD_DIR": str(tmp_path / "models"), "HF_ENDPOINT": hub.url}
    assert piped(tmp_path, "models", "path", "base.en", settings=settings).returncode == 1
    assert piped(tmp_path, "models", "download", "base.en", settings=settings).returncode == 0
    folder = piped(tmp_path, "models", "path", "base.en", settings=settings).stdout.strip()
    assert Path(folder, "model.bin").read_bytes() == FILES["model.bin"]
    told = json.loads(piped(tmp_path, "models", "list", "--json", settings=settings).stdout)
    origins = {each["name"]: each["origin"] for each in told["models"]}
    assert origins == {"digits": "folder", "base.en": "downloaded"}
    assert {"base", "small"} <= {each["name"] for each in told["downloadable"]}
    assert piped(tmp_path, "models", "remove", "base.en", settings=settings).returncode == 0
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("small", {"WHISPER_OFFLINE": "true"}, "downloads are switched off"),
        ("small", {"HF_ENDPOINT": "http://127.0.0.1:1"}, "the model hub cannot be reached"),
        ("smal", {}, "Did you mean 'small'?"),
    ],
)
def test_a_model_that_cannot_be_downloaded_is_told(
    tmp_path: Path, name: str, settings: dict[str, str], sentence: str
) -> None:
    settings = {"WHISPER_DOWNLOAD_DIR": str(tmp_path), **settings}
    done = piped(tmp_path, "models", "download", name, settings=settings)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_the_api_document_can_be_piped_on(tmp_path: Path) -> None:
    assert json.loads(piped(tmp_path, "openapi").stdout)["openapi"].startswith("3.1")


def test_the_version_is_said(tmp_path: Path) -> None:
    assert re.fullmatch(r"transcriber \d+\.\d+\.\d+\n", piped(tmp_path, "--version").stdout)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_is_shown_for_each_shell(tmp_path: Path, shell: str) -> None:
    settings = {"_TRANSCRIBER_COMPLETE": f"source_{shell}"}
    assert "_TRANSCRIBER_COMPLETE" in piped(tmp_path, settings=settings).stdout


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    commands = [[name] for name in COMMANDS.split()]
    commands += [[group, name] for group, names in GROUPS.items() for name in names.split()]
    for command in commands:
        done = piped(tmp_path, *command, "--help")
        assert done.returncode == 0, done.stderr
        assert "Example: " in done.stdout, command
        assert f"transcriber {' '.join(command)}" in " ".join(done.stdout.split()), command


def test_help_imports_neither_the_engine_nor_the_database(tmp_path: Path) -> None:
    done = piped(tmp_path, "--help", settings={"PYTHONPROFILEIMPORTTIME": "1"})
    for heavy in ("faster_whisper", "ctranslate2", "sqlalchemy", "aiohttp", "httpx", "pydantic"):
        assert not re.search(rf"\| +{heavy}$", done.stderr, re.MULTILINE), heavy
    assert re.search(r"\| +typer$", done.stderr, re.MULTILINE)

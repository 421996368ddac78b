import json
import stat
from pathlib import Path

import pytest
import typer

from entrypoints.cli.remote.address import account, server_address
from entrypoints.cli.remote.credentials import Credential, Credentials, CredentialsError
from entrypoints.cli.remote.errors import NotLoggedInError

HERE = "http://here"
THERE = "https://there"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("TRANSCRIBER_SERVER", "TRANSCRIBER_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "transcriber"


def test_a_token_is_kept_for_each_server() -> None:
    Credentials().keep(HERE, Credential("a", username="ada"))
    Credentials().keep(THERE, Credential("b", is_api_key=True))
    assert Credentials().of(HERE) == Credential("a", username="ada")
    assert Credentials().of(THERE) == Credential("b", is_api_key=True)
    assert Credentials().of("http://nowhere") is None


def test_nobody_else_can_read_it(home: Path) -> None:
    Credentials().keep(HERE, Credential("a"))
    assert stat.S_IMODE((home / "credentials.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_what_others_could_read_is_replaced_by_what_they_cannot(home: Path) -> None:
    home.mkdir()
    file = home / "credentials.json"
    file.write_text(json.dumps({"servers": {}}))
    file.chmod(0o644)
    Credentials().keep(HERE, Credential("a"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in home.iterdir()] == [file.name]


def test_after_logging_out_nothing_is_left_of_it(home: Path) -> None:
    Credentials().keep(THERE, Credential("b"))
    Credentials().keep(HERE, Credential("whispered"))
    Credentials().forget(HERE)
    assert "whispered" not in (home / "credentials.json").read_text()
    assert Credentials().latest == THERE


@pytest.mark.parametrize("text", ["{", "[]", '{"servers": 1}', "\x00"])
def test_a_damaged_file_is_told_in_words(home: Path, text: str) -> None:
    home.mkdir()
    (home / "credentials.json").write_text(text)
    with pytest.raises(CredentialsError, match="is damaged"):
        Credentials().of(HERE)


def test_a_home_that_cannot_be_written_is_told_in_words(home: Path) -> None:
    home.write_text("")
    with pytest.raises(CredentialsError):
        Credentials().keep(HERE, Credential("a"))


def test_the_server_is_what_was_asked_for_else_set_else_the_latest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert server_address(None, Credentials()) == "http://127.0.0.1:8000"
    Credentials().keep(THERE, Credential("b"))
    assert server_address(None, Credentials()) == THERE
    monkeypatch.setenv("TRANSCRIBER_SERVER", "http://set/")
    assert server_address(None, Credentials()) == "http://set"
    assert server_address("asked:8000", Credentials()) == "http://asked:8000"


@pytest.mark.parametrize(
    "address",
    ["ftp://host", "http://", "https://:80", "http://[", "http://host:99999", "http://a b"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(typer.BadParameter, match="no address of a server"):
        server_address(address, Credentials())


def test_a_key_in_the_environment_needs_no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSCRIBER_API_KEY", "wt_key")
    assert account(HERE).credential == Credential("wt_key", is_api_key=True)


def test_without_a_login_it_says_how() -> None:
    with pytest.raises(NotLoggedInError, match="transcriber login --server http://here"):
        account(HERE)


@pytest.mark.parametrize("key", ["schlüssel", "two words", "line\nbreak"])
def test_a_key_that_no_header_can_carry_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("TRANSCRIBER_API_KEY", key)
    with pytest.raises(typer.BadParameter, match="printable ASCII"):
        account(HERE)

"""`transcriber users`, on a database that a service may be using."""

import json
from pathlib import Path

import httpx
import pytest

from tests.e2e.cli.conftest import ServiceProcess
from tests.e2e.cli.program import ended, in_terminal, piped

PASSWORD = "a-good-password"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty database."""
    (tmp_path / "data").mkdir()
    assert piped(tmp_path, "migrate").returncode == 0
    return tmp_path


def added(folder: Path, name: str, *more: str) -> None:
    done = piped(folder, "users", "add", name, "--password-stdin", *more, stdin=PASSWORD.encode())
    assert done.returncode == 0, done.stderr


def test_users_are_added_listed_and_changed(folder: Path) -> None:
    added(folder, "ada", "--role", "admin")
    added(folder, "bob")
    assert piped(folder, "users", "disable", "bob").returncode == 0
    listed = json.loads(piped(folder, "users", "list", "--json").stdout)["users"]
    assert [(each["username"], each["role"], each["disabled"]) for each in listed] == [
        ("ada", "admin", False),
        ("bob", "user", True),
    ]
    piped(folder, "users", "enable", "bob")
    made_admin = json.loads(piped(folder, "users", "role", "bob", "admin", "--json").stdout)
    assert (made_admin["role"], made_admin["disabled"]) == ("admin", False)
    table = piped(folder, "users", "list").stdout.splitlines()
    assert [line.split()[:3] for line in table] == [
        ["ada", "admin", "active"],
        ["bob", "admin", "active"],
    ]


def test_a_password_is_asked_for_twice_and_not_shown(folder: Path) -> None:
    terminal = in_terminal(folder, "users", "add", "ada")
    for prompt, typed in (
        ("New password:", PASSWORD),
        ("Repeat for confirmation:", "a-slip-of-it"),
        ("New password:", PASSWORD),
        ("Repeat for confirmation:", PASSWORD),
    ):
        terminal.expect(prompt)
        terminal.waitnoecho()
        terminal.sendline(typed)
    terminal.expect("ada  user  active")
    assert PASSWORD not in str(terminal.before)
    assert ended(terminal) == 0


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["add", "ada", "--password-stdin"], PASSWORD, "ada"),
        (["add", "bob", "--password-stdin"], "short", "Choose a password of"),
        (["disable", "ada"], "", "only active admin"),
        (["role", "ada", "user"], "", "only active admin"),
        (["enable", "nobody"], "", "There is no user 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    folder: Path, arguments: list[str], typed: str, sentence: str
) -> None:
    added(folder, "ada", "--role", "admin")
    done = piped(folder, "users", *arguments, stdin=typed.encode())
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_terminal_nobody_is_asked(folder: Path) -> None:
    done = piped(folder, "users", "add", "ada")
    assert done.returncode == 2
    assert "--password-stdin" in done.stderr


def test_a_folder_without_a_database_is_not_given_one(tmp_path: Path) -> None:
    done = piped(tmp_path, "users", "list")
    assert done.returncode == 1
    assert "There is no database in data yet" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reset_revokes_keys_where_that_is_asked(service: ServiceProcess) -> None:
    added(service.folder, "dora")
    login = {"username": "dora", "password": PASSWORD}
    token = httpx.post(f"{service.url}/auth/login", json=login, timeout=30).json()["access_token"]
    made = httpx.post(
        f"{service.url}/auth/api-keys",
        json={"name": "laptop", "scopes": ["read"]},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    ).json()
    arguments = ("users", "reset-password", "dora", "--password-stdin", "--revoke-keys")
    done = piped(service.folder, *arguments, stdin=b"another-good-password")
    assert done.returncode == 0, done.stderr
    key = {"Authorization": f"Bearer {made['key']}"}
    assert httpx.get(f"{service.url}/jobs/", headers=key, timeout=30).status_code == 401


def test_it_works_beside_a_running_service(service: ServiceProcess) -> None:
    added(service.folder, "carol")
    login = {"username": "carol", "password": PASSWORD}
    token = httpx.post(f"{service.url}/auth/login", json=login, timeout=30).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{service.url}/jobs/", headers=bearer, timeout=30).status_code == 200
    new = "another-good-password"
    done = piped(
        service.folder, "users", "reset-password", "carol", "--password-stdin", stdin=new.encode()
    )
    assert done.returncode == 0, done.stderr
    assert httpx.get(f"{service.url}/jobs/", headers=bearer, timeout=30).status_code == 401
    again = httpx.post(f"{service.url}/auth/login", json={**login, "password": new}, timeout=30)
    assert again.status_code == 200

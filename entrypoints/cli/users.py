"""The commands for users, directly on the service's database."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from domain.user import Role, User
from entrypoints.cli.presenting import UPKEEP, AsJson, present
from entrypoints.cli.secrets import asked_password, ensure_terminal, piped_secret
from entrypoints.cli.service import DataDir

Username = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


class UserCommands(Protocol):
    """The functions behind the commands. They raise TranscriberError with a sentence."""

    def listed(self, *, data_dir: Path | None) -> list[User]:
        """Return all users, the oldest first."""

    def add(self, username: str, password: str, role: Role, *, data_dir: Path | None) -> User:
        """Create a user."""

    def change(
        self, username: str, *, role: Role | None, disabled: bool | None, data_dir: Path | None
    ) -> User:
        """Change a user's role, or disable or enable the user."""

    def reset_password(
        self, username: str, password: str, *, revoke_keys: bool, data_dir: Path | None
    ) -> User:
        """Set a new password and revoke all tokens, and all keys on request."""


def add_user_commands(cli: typer.Typer, commands: Callable[[], UserCommands]) -> None:
    """Add `users list|add|disable|enable|role|reset-password`."""
    users = typer.Typer(help="Who may use the service, on this machine.", no_args_is_help=True)
    cli.add_typer(users, name="users", rich_help_panel=UPKEEP)
    _add_letting_in(users, commands)
    _add_changing(users, commands)


def _add_letting_in(users: typer.Typer, commands: Callable[[], UserCommands]) -> None:
    @users.command("list", epilog="Example: transcriber users list --json")
    def list_users(data_dir: DataDir = None, as_json: AsJson = False) -> None:
        """List all users, the oldest first."""
        found = commands().listed(data_dir=data_dir)
        present({"users": [_told(user) for user in found]}, _table(found), as_json=as_json)

    @users.command(epilog="Example: transcriber users add ada --role admin")
    def add(
        username: Username,
        role: Annotated[Role, typer.Option(help="What they may do.")] = Role.USER,
        password_stdin: PasswordStdin = False,
        data_dir: DataDir = None,
        as_json: AsJson = False,
    ) -> None:
        """Create a user."""
        password = _new_password(is_piped=password_stdin)
        _present(commands().add(username, password, role, data_dir=data_dir), as_json=as_json)

    @users.command(epilog="Example: transcriber users reset-password ada")
    def reset_password(
        username: Username,
        password_stdin: PasswordStdin = False,
        revoke_keys: Annotated[
            bool, typer.Option("--revoke-keys", help="End all of their API keys, too.")
        ] = False,
        data_dir: DataDir = None,
        as_json: AsJson = False,
    ) -> None:
        """Set a user's password; all tokens are revoked."""
        password = _new_password(is_piped=password_stdin)
        user = commands().reset_password(
            username, password, revoke_keys=revoke_keys, data_dir=data_dir
        )
        _present(user, as_json=as_json)


def _add_changing(users: typer.Typer, commands: Callable[[], UserCommands]) -> None:
    @users.command(epilog="Example: transcriber users disable ada")
    def disable(username: Username, data_dir: DataDir = None, as_json: AsJson = False) -> None:
        """Disable a user at once: tokens and keys are revoked for ever, jobs stay."""
        user = commands().change(username, role=None, disabled=True, data_dir=data_dir)
        _present(user, as_json=as_json)

    @users.command(epilog="Example: transcriber users enable ada")
    def enable(username: Username, data_dir: DataDir = None, as_json: AsJson = False) -> None:
        """Enable a user again."""
        user = commands().change(username, role=None, disabled=False, data_dir=data_dir)
        _present(user, as_json=as_json)

    @users.command(epilog="Example: transcriber users role ada admin")
    def role(
        username: Username,
        new: Annotated[Role, typer.Argument(metavar="ROLE", help="admin or user.")],
        data_dir: DataDir = None,
        as_json: AsJson = False,
    ) -> None:
        """Change a user's role."""
        user = commands().change(username, role=new, disabled=None, data_dir=data_dir)
        _present(user, as_json=as_json)


def _new_password(*, is_piped: bool) -> str:
    if is_piped:
        return piped_secret("password")
    ensure_terminal("give --password-stdin")
    return asked_password("New password", twice=True)


def _present(user: User, *, as_json: bool) -> None:
    present(_told(user), _line(user), as_json=as_json)


def _told(user: User) -> dict[str, Any]:
    return {
        "id": str(user.id),
        "username": user.username,
        "role": user.role,
        "disabled": user.disabled,
        "created_at": _time(user.created_at),
    }


def _line(user: User) -> str:
    state = "disabled" if user.disabled else "active"
    return f"{user.username}  {user.role}  {state}  {_time(user.created_at)}"


def _table(users: list[User]) -> str:
    return "\n".join(map(_line, users)) or "There are no users yet; the first start makes one."


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")

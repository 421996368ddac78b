"""The commands `login` and `logout`."""

from typing import Annotated

import typer

from entrypoints.cli.errors import refuse
from entrypoints.cli.presenting import AFAR, AsJson, ServerOption, present


def add_login(cli: typer.Typer) -> None:
    """Add the commands."""

    @cli.command(
        rich_help_panel=AFAR,
        epilog="Example: transcriber login --server https://speech.example.org",
    )
    def login(
        server: ServerOption = None,
        username: Annotated[str | None, typer.Option("--username", "-u")] = None,
        password_stdin: Annotated[
            bool, typer.Option("--password-stdin", help="Read the password from standard input.")
        ] = False,
        api_key_stdin: Annotated[
            bool, typer.Option("--api-key-stdin", help="Keep an API key from standard input.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Log in to a service; the token is kept for you alone (0600).

        Instead of logging in, TRANSCRIBER_API_KEY may hold an API key.
        """
        from entrypoints.cli.remote.session import adopt_key, log_in

        if password_stdin and api_key_stdin:
            refuse("Give either --password-stdin or --api-key-stdin.")
        if api_key_stdin:
            made = adopt_key(server)
        else:
            made = log_in(server, username, password_is_piped=password_stdin)
        whom = f" as {made['username']}" if made["username"] else " with an API key"
        present(made, f"Logged in to {made['server']}{whom}.", as_json=as_json)

    @cli.command(
        rich_help_panel=AFAR,
        epilog="Example: transcriber logout --server https://speech.example.org",
    )
    def logout(server: ServerOption = None, as_json: AsJson = False) -> None:
        """End the token and forget it."""
        from entrypoints.cli.remote.session import log_out

        made = log_out(server)
        present(made, f"Logged out of {made['server']}.", as_json=as_json)

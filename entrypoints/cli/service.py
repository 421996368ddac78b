"""The commands that run the service."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Protocol

import typer

from entrypoints.cli.presenting import SERVICE

Host = Annotated[str | None, typer.Option(help="Address to listen on [HOST, 127.0.0.1].")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65_535, help="Port to listen on [PORT, 8000].")
]
DataDir = Annotated[
    Path | None, typer.Option(help="Folder for database, audio and secrets [DATA_DIR, ./data].")
]
Queues = Annotated[
    str, typer.Option(help="Queues to work on, separated by commas; MODEL_QUEUES fills them.")
]
Concurrency = Annotated[
    int | None, typer.Option(min=1, help="Jobs side by side [WORKER_CONCURRENCY, 4].")
]


class ServiceCommands(Protocol):
    """The functions behind the commands. None means the setting or its default."""

    def serve(self, *, host: str | None, port: int | None, data_dir: Path | None) -> None:
        """Run the service until it is told to stop."""

    def worker(
        self, *, queues: tuple[str, ...], concurrency: int | None, data_dir: Path | None
    ) -> None:
        """Work on the jobs of these queues until told to stop."""

    def migrate(self, *, data_dir: Path | None) -> None:
        """Bring the database to the newest schema."""

    def openapi(self) -> str:
        """Write the OpenAPI document, which depends on no setting."""


def add_service_commands(cli: typer.Typer, commands: Callable[[], ServiceCommands]) -> None:
    """Add `serve`, `worker`, `migrate` and `openapi`."""

    @cli.command(
        rich_help_panel=SERVICE, epilog="Example: transcriber serve --port 8000 --data-dir ./data"
    )
    def serve(host: Host = None, port: Port = None, data_dir: DataDir = None) -> None:
        """Run the service: HTTP, queue and worker in one process."""
        commands().serve(host=host, port=port, data_dir=data_dir)

    @cli.command(
        rich_help_panel=SERVICE,
        epilog="Example: JOB_QUEUE=distributed transcriber worker --queues gpu,default",
    )
    def worker(
        queues: Queues = "default", concurrency: Concurrency = None, data_dir: DataDir = None
    ) -> None:
        """Work on jobs that an API process accepts (JOB_QUEUE=distributed)."""
        names = tuple(name.strip() for name in queues.split(",") if name.strip())
        commands().worker(queues=names, concurrency=concurrency, data_dir=data_dir)

    @cli.command(
        rich_help_panel=SERVICE,
        epilog="Example: DATABASE_URL=postgresql://db/transcriber transcriber migrate",
    )
    def migrate(data_dir: DataDir = None) -> None:
        """Bring the database to the newest schema, then end."""
        commands().migrate(data_dir=data_dir)

    @cli.command(rich_help_panel=SERVICE, epilog="Example: transcriber openapi > openapi.json")
    def openapi() -> None:
        """Print the OpenAPI document of the API as JSON."""
        typer.echo(commands().openapi())

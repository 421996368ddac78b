"""The commands for models on this machine."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Final

import typer

from application.ports.model_store import (
    KnownModel,
    Languages,
    ModelStore,
    Origin,
    Progress,
    StoredModel,
)
from domain.options import ModelName
from entrypoints.cli.presenting import UPKEEP, AsJson, present

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A model of the list (base, small) or a hub id.")
]
ModelDir = Annotated[
    Path | None, typer.Option(help="Where models are kept [WHISPER_DOWNLOAD_DIR, a cache].")
]
THOUSAND: Final = 1000.0
PLAIN_SECONDS: Final = 5.0  # between two lines on one download
MARKS: Final = {
    Origin.FOLDER: "own folder",
    Origin.BUILT_IN: "built in",
    Origin.DOWNLOADED: "downloaded",
}

OpenStore = Callable[[Path | None], ModelStore]
"""Opens the models in a folder; None is the one of the settings."""


def add_model_commands(cli: typer.Typer, open_store: Callable[[], OpenStore]) -> None:
    """Add `models list|download|remove|path`."""
    models = typer.Typer(help="Whisper models on this machine.", no_args_is_help=True)
    cli.add_typer(models, name="models", rich_help_panel=UPKEEP)

    @models.command("list", epilog="Example: transcriber models list --json")
    def list_models(model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """List the models that are here, and those that can be downloaded by name."""
        store = open_store()(model_dir)
        stored = {each.name: each for each in store.stored()}
        known = {each.name: each for each in store.known()}
        names = [*(name for name in stored if name not in known), *known]
        rows = [_row(name, known.get(name), stored.get(name)) for name in names]
        words = [_HEAD, *rows, "", "Any other CTranslate2 model of the hub: owner/name."]
        data = {
            "models": [_told(each) for each in stored.values()],
            "downloadable": [
                _described(each) for name, each in known.items() if name not in stored
            ],
        }
        present(data, "\n".join(words), as_json=as_json)

    @models.command(epilog="Example: transcriber models download small")
    def download(name: Name, model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """Download a model, so that it is there before the first job asks for it.

        A download that was broken off goes on where it was.
        """
        store = open_store()(model_dir)
        with _shown(name) as progress:
            model = store.fetch(ModelName(name), progress)
        present(_told(model), f"{model.name}: {model.folder}", as_json=as_json)

    @models.command(epilog="Example: transcriber models remove small")
    def remove(name: Name, model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """Remove a model that was downloaded, or what a broken download left."""
        model = open_store()(model_dir).remove(ModelName(name))
        words = f"Removed {model.name}: {_readable(model.size_bytes)} are free again."
        present(_told(model), words, as_json=as_json)

    @models.command(epilog="Example: transcriber models path base")
    def path(name: Name, model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """Print the folder of a model, to copy it to a machine without a connection.

        Exit code 1 means that the model is not there yet.
        """
        store = open_store()(model_dir)
        folder, here = store.place(ModelName(name)), store.find(ModelName(name)) is not None
        present({"name": name, "folder": str(folder), "here": here}, str(folder), as_json=as_json)
        if not here:
            raise typer.Exit(1)


_HEAD: Final = f"{'MODEL':<20} {'ON DISK':>9} {'MEMORY':>9}  {'LANGUAGES':<9}  {'LICENCE':<8} HERE"


def _row(name: ModelName, known: KnownModel | None, stored: StoredModel | None) -> str:
    size = stored.size_bytes if stored else known.size_bytes if known else 0
    memory = f"~{_readable(known.memory_bytes)}" if known else ""
    languages = "" if not known else "99" if known.languages is Languages.ALL else "English"
    here = MARKS[stored.origin] if stored else "-"
    licence = known.licence if known else ""
    return f"{name:<20} {_readable(size):>9} {memory:>9}  {languages:<9}  {licence:<8} {here}"


def _described(model: KnownModel) -> Mapping[str, Any]:
    return {
        "name": model.name,
        "parameters": model.parameters,
        "size_bytes": model.size_bytes,
        "memory_bytes": model.memory_bytes,
        "languages": model.languages,
        "licence": model.licence,
        "repository": model.repository,
    }


def _told(model: StoredModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "size_bytes": model.size_bytes,
        "origin": model.origin,
        "revision": model.revision,
        "folder": str(model.folder),
    }


@contextmanager
def _shown(name: str) -> Iterator[Progress]:
    """Show how far a download is: a bar in a terminal, else a line every few seconds."""
    if not sys.stderr.isatty():
        yield _Lines(name)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, whole: bars.update(task, completed=done, total=whole or None)


class _Lines:
    """Says now and then how far a download is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._said_at = -PLAIN_SECONDS

    def __call__(self, done: int, whole: int) -> None:
        now = monotonic()
        if now - self._said_at >= PLAIN_SECONDS:
            self._said_at = now
            of = f" of {_readable(whole)}" if whole else ""
            typer.echo(f"Downloading {self._name}: {_readable(done)}{of}", err=True)


def _readable(size: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size < THOUSAND:
            return f"{size:.0f} {unit}"
        size /= THOUSAND
    return f"{size:.1f} GB"

"""Commands for the models on this machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from application.ports.model_store import ModelStore, StoredModel
from domain.options import ModelName
from entrypoints.cli.presenting import UPKEEP, AsJson, present

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A size (small, large-v3-turbo) or a hub id.")
]
ModelDir = Annotated[
    Path | None, typer.Option(help="Where models are kept [WHISPER_DOWNLOAD_DIR, the hub's cache].")
]
KIB: Final = 1024.0

OpenStore = Callable[[Path | None], ModelStore]
"""Opens the models in a folder; None is the one of the settings."""


def add_model_commands(cli: typer.Typer, open_store: Callable[[], OpenStore]) -> None:
    """Add `models list|download|remove`."""
    models = typer.Typer(help="Whisper models on this machine.", no_args_is_help=True)
    cli.add_typer(models, name="models", rich_help_panel=UPKEEP)

    @models.command("list", epilog="Example: transcriber models list --json")
    def list_models(model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """List the models that need no download, and the names of those that do."""
        store = open_store()(model_dir)
        stored = store.stored()
        others = [name for name in store.sizes() if name not in {each.name for each in stored}]
        words = [*map(_line, stored), "", f"To be downloaded: {', '.join(others)}, or a hub id."]
        data = {"models": [_told(each) for each in stored], "downloadable": others}
        present(data, "\n".join(words), as_json=as_json)

    @models.command(epilog="Example: transcriber models download large-v3-turbo")
    def download(name: Name, model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """Download a model, so that it is there before the first job asks for it."""
        typer.echo(f"Downloading {name} ...", err=True)
        model = open_store()(model_dir).download(ModelName(name))
        present(_told(model), _line(model), as_json=as_json)

    @models.command(epilog="Example: transcriber models remove large-v3-turbo")
    def remove(name: Name, model_dir: ModelDir = None, as_json: AsJson = False) -> None:
        """Remove a model that was downloaded."""
        model = open_store()(model_dir).remove(ModelName(name))
        present(_told(model), f"Removed: {_line(model)}", as_json=as_json)


def _told(model: StoredModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "size_bytes": model.size_bytes,
        "bundled": model.bundled,
        "folder": str(model.folder),
    }


def _line(model: StoredModel) -> str:
    kind = "bundled" if model.bundled else "downloaded"
    return f"{model.name:<18}  {_readable(model.size_bytes):>9}  {kind:<10}  {model.folder}"


def _readable(size: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if size < KIB:
            return f"{size:.0f} {unit}"
        size /= KIB
    return f"{size:.1f} GiB"

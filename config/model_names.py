"""Parses the models in the settings: names, and folders with short names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[\w][\w.-]{0,63}")
_UNFIT: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class ModelNames:
    """The names in order, and the folders of those that are folders."""

    names: tuple[str, ...]
    folders: Mapping[str, Path]

    @classmethod
    def read(cls, default: str, others: Iterable[str]) -> "ModelNames":
        """Parse `name`, `name=/folder` or `/folder`, whose name is that of the folder.

        Raises ValueError with a message for a name that means two different models.
        """
        meanings: dict[str, Path | None] = {}
        first, folder = _entry(default)
        for name, path in map(_entry, others):
            if meanings.get(name, path) != path:
                raise ValueError(
                    f"'{name}' stands for two different models. Give each a name of its own: "
                    "name=/folder."
                )
            meanings[name] = path
        if folder is not None and meanings.get(first) not in (None, folder):
            raise ValueError(
                f"'{first}' stands for two different models, in WHISPER_MODEL and WHISPER_MODELS."
            )
        named = {first: folder or meanings.get(first), **meanings}
        named[first] = folder or meanings.get(first)
        folders = {name: path for name, path in named.items() if path is not None}
        return cls(tuple(dict.fromkeys((first, *named))), folders)


def is_folder(entry: str) -> bool:
    """Return whether an entry is the path of a folder, not the name of a model."""
    return entry.startswith(("/", ".", "~"))


def _entry(entry: str) -> tuple[str, Path | None]:
    name, equals, path = (part.strip() for part in entry.partition("="))
    if equals:
        if not _NAME.fullmatch(name) or not path:
            raise ValueError(
                f"'{entry}' is not valid. Write name=/folder, with a name of letters, digits, "
                "'.', '_' and '-'."
            )
        return name, Path(path).expanduser()
    if is_folder(name):
        folder = Path(name).expanduser()
        return _UNFIT.sub("-", folder.resolve().name).strip("-.") or "model", folder
    return name, None

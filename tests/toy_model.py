"""A model of a few kilobytes, as a catalogue describes it, as a folder and as wheels."""

import base64
import hashlib
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.model_store.catalogue import Catalogue
from domain.options import ModelName

TOY = ModelName("toy")
REPOSITORY = "somebody/faster-whisper-toy"
PACKAGES = ("toy-part1", "toy-part2")
WEIGHTS = b"\x06\0\0\0\x0c\0WhisperSpec\0" + random.Random(1).randbytes(300_000)
FILES: Mapping[str, bytes] = {
    "config.json": b"{}",
    "model.bin": WEIGHTS,
    "tokenizer.json": b'{"toy": true}',
    "vocabulary.txt": b"a\nb\n",
}
_MIDDLE = 140_000


def toy_folder(folder: Path) -> Path:
    """Lay the model down."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def toy_wheels(folder: Path) -> list[dict[str, Any]]:
    """Make the wheels, and describe them as the catalogue does."""
    folder.mkdir(parents=True, exist_ok=True)
    small = {f"toy_part1/{name}": content for name, content in FILES.items() if len(content) < 100}
    first = _wheel(folder, PACKAGES[0], {**small, "toy_part1/model.bin.1": WEIGHTS[:_MIDDLE]})
    second = _wheel(folder, PACKAGES[1], {"toy_part2/model.bin.2": WEIGHTS[_MIDDLE:]})
    return [first, second]


def _wheel(folder: Path, package: str, members: Mapping[str, bytes]) -> dict[str, Any]:
    module = package.replace("-", "_")
    path = folder / f"{module}-1.0-py3-none-any.whl"
    info = f"{module}-1.0.dist-info"
    about = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    contents = {**members, **about}
    record = "".join(
        f"{name},sha256={_coded(each)},{len(each)}\n" for name, each in contents.items()
    )
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in contents.items():
            wheel.writestr(zipfile.ZipInfo(name), content)
        wheel.writestr(zipfile.ZipInfo(f"{info}/RECORD"), f"{record}{info}/RECORD,,\n")
    content = path.read_bytes()
    return {
        "package": package,
        "version": "1.0",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _coded(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def toy_entry(wheels: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Describe the model as an entry of the catalogue."""
    members = {name: [{"package": PACKAGES[0], "member": f"toy_part1/{name}"}] for name in FILES}
    members["model.bin"] = [
        {"package": PACKAGES[0], "member": "toy_part1/model.bin.1"},
        {"package": PACKAGES[1], "member": "toy_part2/model.bin.2"},
    ]
    return {
        "name": TOY,
        "parameters": 1000,
        "size_bytes": sum(map(len, FILES.values())),
        "memory_bytes": 2000,
        "languages": "all",
        "licence": "MIT",
        "repository": REPOSITORY,
        "revision": "0123456789abcdef0123456789abcdef01234567",
        "files": [
            {
                "name": name,
                "size_bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for name, content in FILES.items()
        ],
        "wheels": wheels or [],
        "parts": members if wheels else {},
    }


def toy_catalogue(wheels: list[dict[str, Any]] | None = None) -> Catalogue:
    """Make a catalogue of this model alone."""
    return Catalogue([toy_entry(wheels)])

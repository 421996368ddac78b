"""Check whether a folder is a Whisper model in CTranslate2's format, and say what is wrong."""

import struct
from pathlib import Path
from typing import Final

from adapters.model_store.wanted import WEIGHTS, missing_from

_SPEC: Final = "WhisperSpec"  # the header that CTranslate2 writes into a Whisper model's weights
_GGML: Final = (b"lmgg", b"GGUF")
_ZIP: Final = b"PK\x03\x04"  # the format of torch.save
_FORMAT: Final = (
    "A model here is a folder in CTranslate2's format, with model.bin, config.json, "
    "tokenizer.json and a vocabulary."
)
CONVERT: Final = (
    "Convert the Transformers version of it: pip install transformers torch, then "
    "`ct2-transformers-converter --model FOLDER_OR_HUB_ID --output_dir NEW_FOLDER "
    "--copy_files tokenizer.json preprocessor_config.json --quantization float16`, and name "
    "NEW_FOLDER in WHISPER_MODELS."
)
_KINDS: Final = {
    ".pt": "a PyTorch file of OpenAI's program",
    ".pth": "a PyTorch file of OpenAI's program",
    ".safetensors": "a safetensors file of the Transformers library",
    ".gguf": "a ggml file of whisper.cpp",
}


def fault_of(path: Path) -> str | None:
    """Say what is wrong with a model's folder, in words to follow a colon; None if nothing is.

    Reads the folder and the first bytes of its weights.
    """
    if path.is_file():
        return _file_fault(path)
    if not path.is_dir():
        return "its folder is not there"
    names = sorted(each.name for each in path.iterdir())
    missing = missing_from(names)
    if missing:
        return _folder_fault(path, names, missing)
    return _weights_fault(path / WEIGHTS)


def _file_fault(path: Path) -> str:
    kind = _kind(path)
    if kind is None:
        return f"it is a file and not a folder. {_FORMAT}"
    return f"it is {kind}, and this service cannot read those. {_FORMAT} {CONVERT}"


def _folder_fault(path: Path, names: list[str], missing: list[str]) -> str:
    others = (_kind(path / name) for name in names)
    kind = next(filter(None, others), None)
    if WEIGHTS in missing and "pytorch_model.bin" in names:
        kind = "a PyTorch file of the Transformers library"
    if WEIGHTS in missing and kind:
        return f"it holds {kind}, and this service cannot read those. {_FORMAT} {CONVERT}"
    return f"it is incomplete: {', '.join(missing)} is not there"


def _weights_fault(weights: Path) -> str | None:
    kind = _kind(weights)
    if kind is not None:
        return f"its {WEIGHTS} is {kind}. {_FORMAT} {CONVERT}"
    spec = _spec(weights)
    if spec is None:
        return f"its {WEIGHTS} is damaged, or in no format that is known. {_FORMAT} {CONVERT}"
    if spec != _SPEC:
        return f"it is no Whisper model: its architecture is {spec}"
    return None


def _kind(path: Path) -> str | None:
    """Recognise another program's format by the file name or the first bytes."""
    if path.suffix in _KINDS:
        return _KINDS[path.suffix]
    if path.suffix != ".bin" or not path.is_file():
        return None
    with path.open("rb") as opened:
        head = opened.read(4)
    if head in _GGML:
        return _KINDS[".gguf"]
    return _KINDS[".pt"] if head == _ZIP else None


def _spec(weights: Path) -> str | None:
    """Read the name of the architecture: version, length of the name with a zero byte, name."""
    with weights.open("rb") as opened:
        head = opened.read(6)
        if len(head) < 6:  # noqa: PLR2004  # 4 bytes of version, 2 of length
            return None
        _, length = struct.unpack("<IH", head)
        name = opened.read(length)
    if not name.endswith(b"\0") or len(name) != length:
        return None
    return name[:-1].decode("ascii", errors="replace")

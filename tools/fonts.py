"""`python -m tools.fonts`: makes the fonts that documents in PDF are written with.

They come from the Debian packages that `PACKAGES` names (`apt-get download`). Those of Google lose
their hints, which no PDF needs; NanumSquare stays as it is, since its licence reserves its name.
Beside them lies the list of characters that they have, so that a document can say which it cannot
show. Needs fontTools: `.venv/bin/pip install fonttools`.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGES: Final = ("fonts-noto-core", "fonts-droid-fallback", "fonts-nanum")
FOLDER: Final = Path(__file__).parent.parent / "adapters/documents/fonts"
# The scripts of all languages that Whisper knows; Droid has Chinese and Japanese,
# NanumSquare Korean.
_SCRIPTS = """
Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao
Malayalam Myanmar Sinhala Tamil Telugu Thai
"""
SCRIPTS: Final = tuple(_SCRIPTS.split())
FILES: Final = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    *(f"NotoSans{script}-Regular.ttf" for script in SCRIPTS),
    "NotoSerifTibetan-Regular.ttf",
    "DroidSansFallbackFull.ttf",
    "NotoSansSymbols-Regular.ttf",
)
UNCHANGED: Final = "NanumSquareR.ttf"
# Of the symbols only notes, arrows, marks and weather, which stand in transcripts.
SYMBOLS: Final = frozenset({*range(0x2190, 0x2200), *range(0x2600, 0x2700)})


def main() -> None:
    """Make them all."""
    characters: set[int] = set()
    with unpacked(*PACKAGES) as folder:
        for file in FILES:
            found = next(folder.rglob(file))
            characters |= _made(found, FOLDER / file)
            print(file)
        nanum = next(folder.rglob(UNCHANGED))
        shutil.copyfile(nanum, FOLDER / UNCHANGED)
        characters |= set(TTFont(nanum).getBestCmap())
    lines = "".join(f"{first:x}-{last:x}\n" for first, last in _ranges(characters))
    (FOLDER / "characters.txt").write_text(lines, encoding="ascii")


@contextmanager
def unpacked(*packages: str) -> Iterator[Path]:
    """Download Debian packages, and give the folder with their files until the context ends."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", *packages], cwd=folder, check=True)
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        yield Path(folder)


def _made(source: Path, target: Path) -> set[int]:
    """Write a font without its hints; return the characters that it has."""
    options: Any = subset.Options(
        hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True, glyph_names=False
    )
    font = subset.load_font(str(source), options)
    characters = set(font.getBestCmap())
    if source.name.startswith("NotoSansSymbols"):
        characters &= SYMBOLS
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    return characters


def _ranges(characters: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join neighbours to ranges."""
    first = last = None
    for each in sorted(characters):
        if last is None or first is None:
            first = last = each
        elif each == last + 1:
            last = each
        else:
            yield first, last
            first = last = each
    if first is not None and last is not None:
        yield first, last


if __name__ == "__main__":
    main()

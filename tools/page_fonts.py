"""`python -m tools.page_fonts`: makes the fonts of the page, and the style sheet that names them.

They are Noto Sans and Noto Serif from the Debian package `fonts-noto-core`, as WOFF2 without hints,
one file for each range of characters, so that a browser fetches only what a text needs. Other
scripts are left to the fonts of the system. Needs fontTools and Brotli:
`.venv/bin/pip install fonttools brotli`.
"""

import shutil
from pathlib import Path
from typing import Any, Final

from fontTools import subset

from tools.fonts import FOLDER, unpacked

WEB: Final = Path(__file__).parent.parent / "entrypoints/http/web"
# The file, the family and the weights that it is used for.
FACES: Final = (
    ("NotoSans-Regular", "Noto Sans", "400 500"),
    ("NotoSans-Bold", "Noto Sans", "600 900"),
    ("NotoSerif-Regular", "Noto Serif", "400 500"),
)
# U+0101 is in the name of a language (Māori) that every first view lists.
RANGES: Final = {
    "latin": "U+0020-007E, U+00A0-00FF, U+0101, U+2010-2015, U+2018-201E, U+2022, U+2026, U+20AC, "
    "U+2212",
    "latin-ext": "U+0100, U+0102-024F, U+1E00-1EFF",
    "greek": "U+0370-03FF",
    "cyrillic": "U+0400-052F",
}
RULE: Final = """@font-face {{
  font-family: "{family}";
  font-weight: {weights};
  font-display: swap;
  src: url("../fonts/{file}") format("woff2");
  unicode-range: {characters};
}}
"""


def main() -> None:
    """Make them all."""
    rules = ["/* The fonts of the page; made by `python -m tools.page_fonts`. */\n"]
    with unpacked("fonts-noto-core") as folder:
        for face, family, weights in FACES:
            source = next(folder.rglob(f"{face}.ttf"))
            for name, characters in RANGES.items():
                file = f"{face}.{name}.woff2"
                _make(source, WEB / "fonts" / file, characters)
                rules.append(
                    RULE.format(family=family, weights=weights, file=file, characters=characters)
                )
    (WEB / "css/fonts.css").write_text("".join(rules), encoding="utf-8")
    shutil.copyfile(FOLDER / "LICENSE.Noto", WEB / "fonts/LICENSE")


def _make(source: Path, target: Path, characters: str) -> None:
    options: Any = subset.Options(
        flavor="woff2", hinting=False, layout_features=["kern", "liga", "mark", "mkmk", "tnum"]
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters.replace(" ", "")))
    subsetter.subset(font)
    target.parent.mkdir(exist_ok=True)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main()

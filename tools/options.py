"""`python -m tools.options`: writes what is made of the options for the page and the documents.

Options are described in `domain/options.py` and `domain/subtitle_layout.py` and nowhere else.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from domain.option import Kind, Option, Surface, options_of
from domain.options import TranscriptionOptions
from domain.subtitle_layout import SubtitleLayout

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "entrypoints/http/web/js/options.js"
TABLE: Final = ROOT / "docs/options.md"


def documents() -> Mapping[Path, str]:
    """Give every file that is made from the options, with its text."""
    return {PAGE: "".join(_script()), TABLE: "\n".join(_table()) + "\n"}


def _script() -> Iterator[str]:
    yield "/** The options that the page offers; written by `make docs`. */\n"
    for name, cls in (("OPTIONS", TranscriptionOptions), ("LAYOUT", SubtitleLayout)):
        shown = [_control(each) for each in options_of(cls) if each.said.control]
        yield f"\nexport const {name} = {json.dumps(shown, indent=2, ensure_ascii=False)};\n"


def _control(option: Option) -> dict[str, Any]:
    """Describe a control of the page; what has no value is left out."""
    control, allowed = option.said.control, option.said.range
    if control is None:
        raise ValueError(option.name)
    described = {
        "name": option.name,
        "kind": option.kind.name.lower(),
        "label": control.label,
        "hint": control.hint,
        "choices": control.choices,
        "empty": control.empty,
        "checked": control.checked,
        "remembered": control.remembered,
        "expert": control.expert or None,
        "least": allowed and allowed.least,
        "most": allowed and allowed.most,
    }
    return {name: value for name, value in described.items() if value is not None}


def _table() -> Iterator[str]:
    yield "# Options"
    yield ""
    yield "`make docs` writes this page from where the options are described:"
    yield "`domain/options.py` and `domain/subtitle_layout.py`."
    yield ""
    yield "## Of a job"
    yield ""
    yield "Fields of `POST /jobs/`; the last column says which are taken under `/v1`, too."
    yield "On the command line `beam_size` is `--beam-size`."
    yield ""
    yield from _rows(options_of(TranscriptionOptions))
    yield ""
    yield "## Of subtitles and documents"
    yield ""
    yield "Parameters of `GET /jobs/{job_id}/transcript`, flags of `transcriber transcribe` and"
    yield "`transcriber download`, and fields under `/v1`. `escape_cells` changes `tsv`, `times`"
    yield "changes `md`, `docx` and `pdf`, and all others change `srt` and `vtt`: see"
    yield "[subtitles](subtitles.md)."
    yield ""
    yield from _rows(options_of(SubtitleLayout))


def _rows(options: Iterable[Option]) -> Iterator[str]:
    yield "| option | values | default | meaning | `/v1` |"
    yield "|---|---|---|---|---|"
    for each in options:
        mark = "yes" if Surface.OPENAI in each.said.surfaces else ""
        cells = (f"`{each.name}`", _values(each), each.shown_default, each.said.help, mark)
        yield f"| {' | '.join(cells)} |"


def _values(option: Option) -> str:
    if option.choices:
        return ", ".join(f"`{choice}`" for choice in option.choices)
    if option.said.range is not None:
        return option.said.range.words
    return {
        Kind.FLAG: "`true`, `false`",
        Kind.TEXT: "a text",
        Kind.LANGUAGE: "a language",
        Kind.LANGUAGES: "languages, with commas",
    }.get(option.kind, "a number")


def main() -> None:
    """Write the files."""
    for file, text in documents().items():
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(ROOT))


if __name__ == "__main__":
    main()

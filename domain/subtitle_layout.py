"""How subtitles, tables and documents are laid out, as far as a caller may choose it."""

from dataclasses import dataclass
from typing import Final

from domain.errors.kinds import InvalidRequestError
from domain.option import Control, Range, Surface, faults_of, option


@dataclass(frozen=True, slots=True)
class SubtitleLayout:
    """Raises InvalidRequestError, which names every option that is out of its range."""

    max_line_width: int | None = option(
        None,
        "Break the lines of a subtitle that have more characters than this.",
        range=Range(8, 1000),
        shown_default="no limit",
        surfaces=frozenset(Surface),
        control=Control("Longest line", "In characters, as 42.", empty="no limit"),
        panel="Subtitles",
    )
    escape_cells: bool = option(
        False,  # noqa: FBT003  # a field's default
        "Write ' before a text in a table (tsv) that a spreadsheet would run as a formula.",
        panel="Subtitles",
    )

    times: bool = option(
        True,  # noqa: FBT003  # a field's default
        "Write when it was said before each paragraph of a document (md, docx, pdf).",
        control=Control("Times in documents", "In Markdown, Word and PDF.", checked=True),
        panel="Documents",
    )

    def __post_init__(self) -> None:
        errors = tuple(faults_of(self))
        if errors:
            raise InvalidRequestError(*errors)


AS_HEARD: Final = SubtitleLayout()

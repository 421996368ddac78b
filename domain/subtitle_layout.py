"""How subtitles, tables and documents are laid out, as far as a caller may choose it."""

from dataclasses import dataclass
from typing import Final

from domain.errors.kinds import InvalidRequestError
from domain.option import Control, Range, Surface, faults_of, option

LINES: Final = 2
"""Of a subtitle, unless the caller chooses another number."""
_EVERYWHERE: Final = frozenset(Surface)
_PANEL: Final = "Subtitles"


@dataclass(frozen=True, slots=True)
class SubtitleLayout:
    """Raises InvalidRequestError, which names every option that is out of its range.

    The names of the first four are those of openai-whisper.
    """

    max_line_width: int | None = option(
        None,
        "Most characters in a line of a subtitle; a Chinese or Japanese one counts as two.",
        range=Range(8, 1000),
        shown_default="42; 32 in Chinese, Japanese and Korean; 35 in Thai",
        surfaces=_EVERYWHERE,
        control=Control("Longest line", "In characters.", empty="42"),
        panel=_PANEL,
    )
    max_line_count: int | None = option(
        None,
        "Most lines of a subtitle.",
        range=Range(1, 10),
        shown_default="2; 1 with max_words_per_line",
        surfaces=_EVERYWHERE,
        control=Control("Lines", "Of one subtitle.", empty="2"),
        panel=_PANEL,
    )
    max_words_per_line: int | None = option(
        None,
        "Most words in a line of a subtitle.",
        range=Range(1, 100),
        shown_default="no limit",
        surfaces=_EVERYWHERE,
        panel=_PANEL,
    )
    highlight_words: bool = option(
        False,  # noqa: FBT003  # a field's default
        "Underline each word of a subtitle while it is spoken.",
        surfaces=_EVERYWHERE,
        panel=_PANEL,
    )
    max_cue_seconds: float = option(
        7.0,
        "Longest time for which a subtitle is shown, in seconds.",
        range=Range(1, 60),
        surfaces=_EVERYWHERE,
        panel=_PANEL,
    )
    max_chars_per_second: float = option(
        20.0,
        "Fastest reading, in characters a second; subtitles are shown longer if there is time.",
        range=Range(5, 100),
        surfaces=_EVERYWHERE,
        panel=_PANEL,
    )
    segment_cues: bool = option(
        False,  # noqa: FBT003  # a field's default
        "Write each segment as one subtitle in one line, of any length.",
        surfaces=_EVERYWHERE,
        panel=_PANEL,
    )
    escape_cells: bool = option(
        False,  # noqa: FBT003  # a field's default
        "Write ' before a text in a table (tsv) that a spreadsheet would run as a formula.",
        panel=_PANEL,
    )

    times: bool = option(
        True,  # noqa: FBT003  # a field's default
        "Write when it was said before each paragraph of a document (md, docx, pdf).",
        control=Control("Times in documents", "In Markdown, Word and PDF.", checked=True),
        panel="Documents",
    )

    speakers: bool = option(
        True,  # noqa: FBT003  # a field's default
        "Write who speaks, where that is known.",
        control=Control("Names of speakers", checked=True),
        panel="Documents",
    )

    def __post_init__(self) -> None:
        errors = tuple(faults_of(self))
        if errors:
            raise InvalidRequestError(*errors)

    @property
    def lines(self) -> int:
        """The most lines of a subtitle."""
        return self.max_line_count or (1 if self.max_words_per_line else LINES)


AS_USUAL: Final = SubtitleLayout()

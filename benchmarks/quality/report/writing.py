"""Write a report into a document, between two marks, in place of the earlier one."""

from pathlib import Path


class MarksMissingError(Exception):
    """The document has no place for this report."""


def write_between_marks(document: Path, name: str, text: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- end of name -->`.

    Raises MarksMissingError.
    """
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = document.read_text(encoding="utf-8").partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise MarksMissingError(f"{document} needs the two lines {start} and {end}.")
    whole = f"{before}{start}\n{text.strip()}\n{end}{after}"
    document.write_text(whole, encoding="utf-8")

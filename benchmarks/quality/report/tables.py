"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a bar in a cell would end it, so it is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_escaped, line))} |" for line in lines)


def percent(share: float) -> str:
    """Write a share with one decimal."""
    return f"{share:.1%}".replace("%", " %")


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")

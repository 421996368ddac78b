"""`python -m tools.news`: writes the page's news, which are parts of CHANGELOG.md.

They are the entries below "For people who use the page" of each version. Those of "Unreleased"
belong to the package's version until a section has its number; after that they wait for theirs.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "entrypoints/http/web/js/news.js"
HEAD: Final = (
    "/** What is new for people who use the page; `make docs` writes it from CHANGELOG.md. */"
)
UNRELEASED: Final = "Unreleased"
HEADING: Final = "For people who use the page"


@dataclass(frozen=True, slots=True)
class Release:
    """A version, and what it has for people who use the page, as plain text."""

    version: str
    items: tuple[str, ...]


def package_version() -> str:
    """Return the version that the service says it has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def releases(changelog: str, current: str) -> list[Release]:
    """Return the releases of a changelog, the newest first."""
    found = list(_sections(changelog))
    numbered = {release.version for release in found}
    return [
        Release(current, release.items) if release.version == UNRELEASED else release
        for release in found
        if release.version != UNRELEASED or current not in numbered
    ]


def _sections(changelog: str) -> Iterator[Release]:
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        title, _, text = section.partition("\n")
        version = title.split()[0].strip("[]")
        own = re.search(rf"^### {HEADING}\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL)
        items = re.findall(r"^- (.+)$", own[1], re.MULTILINE) if own else []
        yield Release(version, tuple(items))


def script() -> str:
    """Return the module that the page loads."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    news = [
        {"version": release.version, "items": release.items}
        for release in releases(changelog, package_version())
    ]
    listed = json.dumps(news, indent=2, ensure_ascii=False)
    return f"{HEAD}\n\nexport const NEWS = {listed};\n"


if __name__ == "__main__":
    PAGE.write_text(script(), encoding="utf-8")

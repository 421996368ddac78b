"""What the documentation names is there, and what is there has its place in the documentation."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from config.settings import Settings
from entrypoints.http.app import document_bytes
from tools.routes import routes_page

ROOT: Final = Path(__file__).parents[2]
PLACES: Final = ("*.md", "docs/**/*.md", "benchmarks/*.md", "samples/*.md", "tests/digits/**/*.md")
PAGES: Final = sorted(page for place in PLACES for page in ROOT.glob(place))
DECISIONS: Final = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
UNITS: Final = {"MiB": 2**20, "GiB": 2**30, "days": 86_400}


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def settings_rows() -> Iterator[tuple[str, str]]:
    """Find each variable of the table of settings with its own part of the column of defaults."""
    table = text_of("docs/settings.md")
    for names, defaults in re.findall(r"^\| (`[A-Z].+?) \| (.+?) \|", table, re.MULTILINE):
        variables = re.findall(r"`(\w+)`", names)
        parts = re.findall(r"`[^`]*`|[^,`]+(?:`[^`]*`)?", defaults)
        parts = [part.strip() for part in parts if part.strip()]
        yield from zip(variables, parts * len(variables) if len(parts) == 1 else parts, strict=True)


def spelled(value: Any) -> str:
    """Write a default as an operator would."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}" if value < 10_000 else f"{value:.0f}"
        case tuple():
            return ",".join(value)
        case Path():
            return f"./{value}"
    return str(value)


def test_every_setting_has_one_row_in_the_table() -> None:
    assert sorted(name for name, _ in settings_rows()) == sorted(
        name.upper() for name in Settings.model_fields
    )


@pytest.mark.parametrize(("name", "said"), list(settings_rows()))
def test_the_table_says_the_default_of_a_setting(name: str, said: str) -> None:
    default = Settings.model_fields[name.lower()].default
    quantity = re.fullmatch(r"(\d+) (MiB|GiB|days)", said)
    if quantity:
        assert default == int(quantity[1]) * UNITS[quantity[2]]
    elif said.startswith("`"):
        assert said == f"`{spelled(default)}`"
    else:
        assert not default  # words stand for what is found out or made up at the start


def test_every_suite_of_tests_is_in_the_table() -> None:
    tests = ROOT / "tests"
    suites = {file.relative_to(tests).parts[0] for file in tests.rglob("test_*.py")}
    rows = re.findall(r"^\| ([a-z0-9, ]+) \|", text_of("CONTRIBUTING.md"), re.MULTILINE)
    assert suites - {name for row in rows for name in row.split(", ")} == set()


def test_the_table_of_routes_is_what_make_docs_writes() -> None:
    assert text_of("docs/routes.md") == routes_page(), "run `make docs`"


def test_the_table_of_routes_names_every_path_of_the_openapi_document() -> None:
    paths = json.loads(document_bytes())["paths"]
    rows = re.findall(r"^\| `\w+ (\S+)` \| \S", text_of("docs/routes.md"), re.MULTILINE)
    assert set(rows) == set(paths)


def test_every_dependency_has_its_reason_in_the_table() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    table = text_of("CONTRIBUTING.md").partition("\n## What each dependency is for\n")[2]
    rows = re.findall(r"^\| (.+?) \|", table.lower(), re.MULTILINE)
    reasons = {package for row in rows for package in re.findall(r"[\w-]+", row)}
    packages = [re.split(r"[^\w-]", requirement)[0].lower() for requirement in named]
    assert [package for package in packages if package not in reasons] == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(record.name.partition("-")[0]) for record in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.stem)
def test_a_decision_has_its_parts_in_order(record: Path) -> None:
    title, *sections = re.split(r"^## ", record.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert re.fullmatch(rf"# {record.name[:4]}\. \S.*\n\n", title)
    headings = [section.partition("\n")[0] for section in sections]
    assert headings in (
        ["Context", "Decision", "Consequence"],
        ["Context", "Decision", "Measurement", "Consequence"],
    )
    assert all(section.partition("\n")[2].strip() for section in sections)


def test_the_index_lists_each_decision_once_with_its_title() -> None:
    listed = re.findall(
        r"^- \[(\d{4})\]\((.+?)\) (.+)$", text_of("docs/decisions/README.md"), re.MULTILINE
    )
    titles = [record.read_text(encoding="utf-8").partition("\n")[0] for record in DECISIONS]
    assert sorted(f"# {number}. {title}" for number, _, title in listed) == titles
    assert sorted(name for _, name, _ in listed) == [record.name for record in DECISIONS]

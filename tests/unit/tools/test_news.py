from importlib.metadata import version

import pytest

from tools.news import PAGE, ROOT, Release, package_version, releases, script

CHANGELOG = """\
# Changelog

## Unreleased

### For people who use the page
- Recordings can be shared.
- Text appears sooner.

### Running the service
- A setting.

## 0.1.0

### Jobs
- A first version.
"""


def test_the_page_tells_what_the_changelog_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == script(), "run `make docs`"


def test_the_newest_news_are_those_of_the_version_that_runs() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = releases(text, package_version())[0]
    assert newest.version == package_version() == version("whisper-transcriber")
    assert newest.items, "CHANGELOG.md says nothing for people who use the page"


def test_every_entry_is_plain_text_since_the_page_shows_it_as_it_is() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for release in releases(text, package_version()):
        assert [item for item in release.items if set(item) & set("`*_[]<>")] == []
        assert [item for item in release.items if len(item) > 200] == []


@pytest.mark.parametrize(
    ("current", "news"),
    [
        (
            "0.2.0",
            [("0.2.0", ("Recordings can be shared.", "Text appears sooner.")), ("0.1.0", ())],
        ),
        ("0.1.0", [("0.1.0", ())]),
    ],
    ids=["about-to-be-released", "not-yet-numbered"],
)
def test_unreleased_entries_belong_to_a_version_that_has_no_section_yet(
    current: str, news: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert releases(CHANGELOG, current) == [Release(*each) for each in news]

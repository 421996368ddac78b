"""Names in forms come back as they were, however a client quotes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.http.uploads.disposition import Disposition, read_disposition

names = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=60)


def as_browsers_do(name: str) -> str:
    """Escape as WHATWG HTML says for multipart/form-data."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def as_quoted_string(name: str) -> str:
    """Escape as RFC 9110 says for quoted strings."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def filename(header: str) -> str | None:
    read = read_disposition(header)
    assert read is not None
    assert read.name == "file"
    return read.filename


@given(names.filter(lambda name: not name.endswith("\\") and "%" not in name and '\\"' not in name))
def test_a_name_that_a_browser_wrote(name: str) -> None:
    if "\\\\" not in name:  # which is what a quoted string makes of one backslash
        written = as_browsers_do(name)
        assert filename(f'form-data; name="file"; filename="{written}"') == name


@given(names.filter(lambda name: "%" not in name))
def test_a_name_in_a_quoted_string(name: str) -> None:
    written = as_quoted_string(name)
    assert filename(f'form-data; filename="{written}"; name="file"') == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r'"a \"b\" c.mp3"', 'a "b" c.mp3'),
        ('"a %22b%22 c.mp3"', 'a "b" c.mp3'),
        (r'"a; \"b\"; c; d.mp3"', 'a; "b"; c; d.mp3'),
        ('"100%.mp3"', "100%.mp3"),
        ('"50%25 %20 %2F.mp3"', "50%25 %20 %2F.mp3"),
        (r'"C:\music\talk.mp3"', r"C:\music\talk.mp3"),
        ('"a=b, c.mp3"', "a=b, c.mp3"),
        ("talk.mp3", "talk.mp3"),
        ('""', ""),
        ("\"x\"; filename*=UTF-8''Gr%C3%BC%C3%9F%22.mp3", 'Grüß".mp3'),
        ("\"x\"; filename*=iso-8859-1'de'Gr%FC%DF.mp3", "Grüß.mp3"),
        ("\"x\"; filename*=nonsense''%FF", "x"),
        ("\"x\"; filename*=UTF-8''%FF", "x"),
    ],
)
def test_a_name_as_it_is_written_somewhere(written: str, name: str) -> None:
    assert filename(f'form-data; name="file"; filename={written}') == name


def test_a_part_without_a_filename_is_no_file() -> None:
    assert read_disposition('form-data; name="model";') == Disposition("model", None)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "attachment; name=x",
        'form-data; name="x"; name="y"',
        'form-data; name="x',
        'form-data; name="x" "y"',
        "form-data; name",
    ],
)
def test_what_breaks_the_rules_is_refused(header: str) -> None:
    assert read_disposition(header) is None

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine.default import DefaultDialect

from adapters.sql.plain_text import PlainText

DIALECT = DefaultDialect()


def stored(text: str | None) -> str | None:
    return PlainText().process_bind_param(text, DIALECT)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_whole_text_is_stored_as_it_is(text: str) -> None:
    assert stored(text) == text


@given(st.text(st.characters(categories=["Cs", "L", "So"]) | st.just("\0")))
def test_any_text_can_be_stored(text: str) -> None:
    kept = stored(text)
    assert kept is not None
    assert "\0" not in kept
    kept.encode()


def test_none_stays_none() -> None:
    assert stored(None) is None

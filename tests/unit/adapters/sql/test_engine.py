import pytest

from adapters.sql.engine import async_url


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p%40@h:6543/d", "postgresql+psycopg://u:p%40@h:6543/d"),
        ("postgresql://h/d?sslmode=require", "postgresql+psycopg://h/d?sslmode=require"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:///data/a.db", "sqlite+aiosqlite:///data/a.db"),
        ("sqlite:////srv/a b.db", "sqlite+aiosqlite:////srv/a b.db"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite:///a.db"),
    ],
)
def test_each_way_to_name_a_database_leads_to_its_driver(given: str, used: str) -> None:
    assert async_url(given).render_as_string(hide_password=False) == used


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nothing",
        "mysql://u:secret@h/d",
        "postgresql+asyncpg://u:secret@h/d",
        "sqlite://",
        "sqlite:///:memory:",
        "https://u:secret@h/d",
    ],
)
def test_any_other_is_refused_with_advice_and_without_its_password(given: str) -> None:
    with pytest.raises(ValueError, match="postgresql://user") as refused:
        async_url(given)
    assert "secret" not in str(refused.value)

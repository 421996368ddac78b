"""Migrations only ever add, so that the version before works on what they make."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import pytest

from adapters.sql.schema_scripts import MIGRATIONS

FILES: Final = sorted((MIGRATIONS / "versions").glob("*.py"))
ADDING: Final = {"create_table", "create_index", "add_column", "batch_alter_table", "get_bind"}
# What only SQL can say: a table of the database's own kind, and a trigger on a table that is new.
ADDING_SQL: Final = (
    "CREATE TABLE ",
    "CREATE INDEX ",
    "CREATE VIRTUAL TABLE ",
    "CREATE TRIGGER ",
    "CREATE FUNCTION ",
)


def operations(tree: ast.Module) -> Iterator[ast.Call]:
    """Find what is done on the way up: every call of a method, but for those of `downgrade`."""
    for part in tree.body:
        if isinstance(part, ast.FunctionDef) and part.name != "downgrade":
            for node in ast.walk(part):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield node


def name_of(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    return "" if owner == "sa" else call.func.attr


def given(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def harm(tree: ast.Module) -> list[str]:
    """Say what in a migration an older version would stumble over."""
    made = {
        call.args[0].value
        for call in operations(tree)
        if name_of(call) == "create_table" and isinstance(call.args[0], ast.Constant)
    }
    return [fault for call in operations(tree) for fault in _faults(call, made)]


def _faults(call: ast.Call, made: Collection[object]) -> Iterator[str]:
    name = name_of(call)
    if name == "execute":
        yield from (f"{sql[:20]!r} is no addition" for sql in _sql(call) if not _adds(sql, made))
    elif name and name not in ADDING:
        yield f"{name} is no addition"
    if name == "add_column":
        yield from map(_column_fault, _demanding_columns(call))
    if name == "create_index" and _is_true(given(call, "unique")):
        table = call.args[1]
        if not (isinstance(table, ast.Constant) and table.value in made):
            yield "a unique index may refuse what an older version writes"


def _demanding_columns(call: ast.Call) -> Iterator[ast.Call]:
    """Find new columns that have no value unless somebody names one."""
    for argument in call.args:
        if isinstance(argument, ast.Call):
            optional = not _is_false(given(argument, "nullable"))
            if not optional and given(argument, "server_default") is None:
                yield argument


def _sql(call: ast.Call) -> Iterator[str]:
    """Give the beginning of a statement that is written down, as a text or an f-string."""
    first = call.args[0]
    parts = first.values if isinstance(first, ast.JoinedStr) else [first]
    yield str(parts[0].value) if isinstance(parts[0], ast.Constant) else ""


def _adds(sql: str, made: Collection[object]) -> bool:
    """Accept rows only for a table that the migration itself makes."""
    return sql.startswith((*ADDING_SQL, *(f"INSERT INTO {table} " for table in made)))


def _column_fault(column: ast.Call) -> str:
    return f"{ast.unparse(column.args[0])} is not null and has no server default"


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_only_adds(file: Path) -> None:
    assert harm(ast.parse(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("op.drop_column('jobs', 'status')", "drop_column is no addition"),
        ("op.rename_table('jobs', 'tasks')", "rename_table is no addition"),
        ("op.execute('DROP TABLE jobs')", "'DROP TABLE jobs' is no addition"),
        ("op.execute(statement)", "'' is no addition"),
        ("op.execute('INSERT INTO jobs SELECT 1')", "'INSERT INTO jobs SEL' is no addition"),
        ("op.alter_column('jobs', 'worker', nullable=False)", "alter_column is no addition"),
        (
            "op.add_column('jobs', sa.Column('size', sa.Integer(), nullable=False))",
            "'size' is not null and has no server default",
        ),
        (
            "op.create_index('ix', 'jobs', ['sha256'], unique=True)",
            "a unique index may refuse what an older version writes",
        ),
    ],
)
def test_what_takes_away_or_demands_is_found(statement: str, fault: str) -> None:
    assert harm(ast.parse(f"def upgrade():\n    {statement}")) == [fault]


@pytest.mark.parametrize(
    "statement",
    [
        "op.add_column('jobs', sa.Column('size', sa.Integer(), nullable=True))",
        "op.add_column('jobs', sa.Column('n', sa.Integer(), nullable=False, server_default='0'))",
        "op.create_table('notes', sa.Column('id', sa.Uuid(), nullable=False))",
        "op.create_index('ix', 'jobs', ['sha256'])",
        "op.execute('CREATE VIRTUAL TABLE search USING fts5(words)')",
    ],
)
def test_what_adds_is_let_be(statement: str) -> None:
    assert harm(ast.parse(f"def upgrade():\n    {statement}")) == []

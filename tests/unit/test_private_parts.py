"""The private parts of aiohttp and aiosqlite that our classes rely on.

A new version may change them without a word, so this test names the versions whose source was read.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib.metadata import version
from textwrap import dedent

import pytest
from aiohttp import web_app
from aiosqlite import core

from adapters.sql.sqlite_connection import SqliteConnection
from entrypoints.http.server.connections import Connection, Runner, _Connections

READ = {"aiohttp": "3.14", "aiosqlite": "0.22"}
RELIED_ON = {
    SqliteConnection: {"_conn", "_connection", "_execute", "_running", "_thread", "_tx"},
    Runner: {"_kwargs", "_make_server"},
    _Connections: {"_kwargs", "_loop"},
    Connection: {"_loop", "_messages", "_request_in_progress"},
}


def library_classes(ours: type) -> Iterator[type]:
    return (each for each in ours.__mro__[1:] if each.__module__.startswith(tuple(READ)))


def private_parts(library: type) -> set[str]:
    """Find the names of methods and of the attributes of `self`."""
    slots = getattr(library, "__slots__", ())
    return {*vars(library), *slots, *re.findall(r"\bself\.(_\w+)", inspect.getsource(library))}


def private_names_in(ours: type) -> set[str]:
    """Find what the source of a class calls on `self` and `super()`, and what it overrides."""
    nodes = list(ast.walk(ast.parse(dedent(inspect.getsource(ours)))))
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    methods = {
        node.name for node in nodes if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    }
    return {name for name in called | methods if re.match("_[^_]", name)}


@pytest.mark.parametrize("library", READ)
def test_the_source_of_this_version_was_read(library: str) -> None:
    assert version(library).startswith(f"{READ[library]}."), (
        f"Read in the source of {library} {version(library)} whether what RELIED_ON names still "
        "means the same, then change READ."
    )


@pytest.mark.parametrize("ours", RELIED_ON)
def test_a_class_relies_on_these_private_parts_of_its_library(ours: type) -> None:
    theirs = set[str]().union(*map(private_parts, library_classes(ours)))
    assert private_names_in(ours) & theirs == RELIED_ON[ours]


def test_the_functions_are_there() -> None:
    assert callable(core.set_result)
    assert callable(core.set_exception)
    assert callable(web_app._cached_build_middleware.cache_clear)  # in the tests of the HTTP API

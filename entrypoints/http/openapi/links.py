"""Writes the OpenAPI links from a response to the operations that accept its ids."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

if TYPE_CHECKING:
    from entrypoints.http.routing.route import Route

PLACEHOLDER: Final = re.compile(r"{(\w+)(?::[^{}]*)?}")

# The operations on one resource, by the path parameter that names it.
Links = Mapping[str, list[str]]


def operation_id(route: "Route") -> str:
    """Return the name of an operation: that of its handler and module."""
    return f"{route.handler.__module__.rpartition('.')[2]}_{route.handler.__name__}"


def links_by_parameter(routes: Iterable["Route"]) -> Links:
    """Find the operations that need exactly one id."""
    found: dict[str, list[str]] = {}
    for route in routes:
        names = PLACEHOLDER.findall(route.path)
        if len(names) == 1:
            found.setdefault(names[0], []).append(operation_id(route))
    return found


def makes_something(route: "Route") -> bool:
    """Return whether the response describes a new resource."""
    return route.method == "POST" and not PLACEHOLDER.search(route.path)


def links_from(model: type[BaseModel] | None, links: Links) -> dict[str, Any]:
    """Link the fields of a response to the operations that take their values as parameters."""
    names = [name for name in (model.model_fields if model else ()) if name in links]
    return {
        followed: {"operationId": followed, "parameters": {name: f"$response.body#/{name}"}}
        for name in names
        for followed in links[name]
    }

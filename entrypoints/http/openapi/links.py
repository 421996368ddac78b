"""What can be asked of a thing that an answer names."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

if TYPE_CHECKING:
    from entrypoints.http.routing.route import Route

PLACEHOLDER: Final = re.compile(r"{(\w+)(?::[^{}]*)?}")

# The operations about one thing, by the parameter of the path that names it.
Links = Mapping[str, list[str]]


def operation_id(route: "Route") -> str:
    """Name an operation by where it is written."""
    return f"{route.handler.__module__.rpartition('.')[2]}_{route.handler.__name__}"


def links_by_parameter(routes: Iterable["Route"]) -> Links:
    """Find the operations that need to know one thing and no more."""
    found: dict[str, list[str]] = {}
    for route in routes:
        names = PLACEHOLDER.findall(route.path)
        if len(names) == 1:
            found.setdefault(names[0], []).append(operation_id(route))
    return found


def makes_something(route: "Route") -> bool:
    """Say whether what the answer names is new."""
    return route.method == "POST" and not PLACEHOLDER.search(route.path)


def links_from(model: type[BaseModel] | None, links: Links) -> dict[str, Any]:
    """Lead from the fields of an answer to what can be asked of what they name."""
    names = [name for name in (model.model_fields if model else ()) if name in links]
    return {
        followed: {"operationId": followed, "parameters": {name: f"$response.body#/{name}"}}
        for name in names
        for followed in links[name]
    }

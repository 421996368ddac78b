"""Maxima that the operator has lowered."""

from collections.abc import Mapping
from typing import Any


def lower_maxima(document: dict[str, Any], most: Mapping[str, int]) -> None:
    """Write into all forms of a document how much of a field is allowed here."""
    for path in document["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                fields = content["schema"].get("properties", {})
                for name in fields.keys() & most.keys():
                    fields[name] = {**fields[name], "maximum": most[name]}

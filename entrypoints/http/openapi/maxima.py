"""Writes the operator's lower maxima into the OpenAPI document."""

from collections.abc import Mapping
from typing import Any


def lower_maxima(document: dict[str, Any], most: Mapping[str, int]) -> None:
    """Set the given maximum of each field in all forms of a document."""
    for path in document["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                fields = content["schema"].get("properties", {})
                for name in fields.keys() & most.keys():
                    fields[name] = {**fields[name], "maximum": most[name]}

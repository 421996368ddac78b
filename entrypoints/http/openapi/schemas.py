"""Collects the JSON schemas of the models that handlers use."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

Mode = Literal["validation", "serialization"]
_PLACE: Final = "#/components/schemas/{model}"


class Schemas:
    """The schemas of many models, each under its own name."""

    def __init__(self, *, read: set[type[BaseModel]], written: set[type[BaseModel]]) -> None:
        modes: list[tuple[type[BaseModel], Mode]] = [
            *((model, "validation") for model in sorted(read, key=_name)),
            *((model, "serialization") for model in sorted(written, key=_name)),
        ]
        self._references, definitions = models_json_schema(modes, ref_template=_PLACE)
        self.components: dict[str, Any] = definitions.get("$defs", {})

    def read(self, model: type[BaseModel]) -> dict[str, Any]:
        """Return a reference to the schema of a model that the service reads."""
        return self._references[model, "validation"]

    def written(self, model: type[BaseModel]) -> dict[str, Any]:
        """Return a reference to the schema of a model that the service writes."""
        return self._references[model, "serialization"]

    def fields(self, model: type[BaseModel]) -> dict[str, Any]:
        """Return the whole schema of an object that is sent as form fields, which have no null."""
        found = self.components[self.read(model)["$ref"].rpartition("/")[2]]
        properties = {
            name: _without_null(schema) for name, schema in found.get("properties", {}).items()
        }
        return {**found, "properties": properties}


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    choices = [choice for choice in kept.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept

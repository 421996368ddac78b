"""Describes the parameters and the body of an operation."""

from collections.abc import Iterable, Mapping
from typing import Any

from entrypoints.http.openapi.schemas import Schemas
from entrypoints.http.routing.operation import Body, BytesBody, FormBody, JsonBody, Operation


def parameters(
    operation: Operation, path_names: Iterable[str], schemas: Schemas
) -> list[dict[str, Any]]:
    """List the parameters of the path, of the query and of the operation's own headers."""
    found = [
        {"name": name, "in": "path", "required": True, "schema": _in_path(operation, name)}
        for name in path_names
    ]
    if operation.query is not None:
        wanted = schemas.fields(operation.query)
        found += [
            _in_query(name, schema, required=name in wanted.get("required", ()))
            for name, schema in wanted["properties"].items()
        ]
    found += [
        {
            "name": header.name,
            "in": "header",
            "description": header.description,
            "required": header.required,
            "schema": dict(header.schema),
        }
        for header in operation.headers
    ]
    return found


def request_body(body: Body, schemas: Schemas) -> dict[str, Any]:
    """Describe the body, which is required."""
    return {"required": True, "content": _content(body, schemas)}


def _content(body: Body, schemas: Schemas) -> dict[str, Any]:
    match body:
        case JsonBody(model):
            return {"application/json": {"schema": schemas.read(model)}}
        case FormBody():
            return {"multipart/form-data": {"schema": _form(body, schemas)}}
        case BytesBody(media_type, description):
            schema = {"type": "string", "format": "binary", "description": description}
            return {media_type: {"schema": schema}}


def _in_path(operation: Operation, name: str) -> dict[str, Any]:
    if name in operation.path:
        return dict(operation.path[name])
    return {"type": "string", "format": "uuid"} if name.endswith("id") else {"type": "string"}


def _in_query(name: str, schema: Mapping[str, Any], *, required: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": name, "in": "query", "required": required}
    rest = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    if "description" in schema:
        shown["description"] = schema["description"]
    return {**shown, "schema": rest}


def _form(body: FormBody, schemas: Schemas) -> dict[str, Any]:
    """Add the file to the fields; lists are sent as repeated `name[]`."""
    found = schemas.fields(body.model)
    properties = {
        f"{name}[]" if schema.get("type") == "array" else name: schema
        for name, schema in found["properties"].items()
    }
    required = list(found.get("required", ()))
    if body.file is not None:
        properties[body.file] = {
            "type": "string",
            "format": "binary",
            "description": "The recording, in any format that FFmpeg reads.",
        }
        required += [body.file] if body.file_required else []
    return {**found, "properties": properties, "required": required}

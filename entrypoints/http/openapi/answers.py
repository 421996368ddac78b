"""Describes the responses of an operation, both results and errors."""

from collections.abc import Iterable
from typing import Any, Final

from entrypoints.http.openapi.faults import faults_of
from entrypoints.http.openapi.links import Links, links_from
from entrypoints.http.openapi.schemas import Schemas
from entrypoints.http.problems.details import PROBLEM_JSON, Problem, title_of
from entrypoints.http.problems.openai import PREFIX, OpenAiErrorAnswer, openai_error
from entrypoints.http.routing.operation import Fault, Header, Operation, Reply

EVENTS: Final = "text/event-stream"
_REQUEST_ID: Final = Header("X-Request-ID", "The id of this request in the log.")


class Answers:
    """Writes the `responses` of operations."""

    def __init__(self, schemas: Schemas, links: Links) -> None:
        self._schemas = schemas
        self._links = links

    def of(self, operation: Operation, *, method: str, path: str) -> dict[str, Any]:
        """Describe every status that the operation can answer with."""
        well = {
            str(code): self._well(reply, operation) for code, reply in operation.replies.items()
        }
        faults = faults_of(operation, method=method, path=path)
        return {**well, **{str(code): self._ill(path, code, faults[code]) for code in faults}}

    def _well(self, reply: Reply, operation: Operation) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if reply.model is not None:
            content["application/json"] = {"schema": self._schemas.written(reply.model)}
        for media_type, example in reply.media.items():
            schema = self._event(operation) if media_type == EVENTS else {"type": "string"}
            content[media_type] = {"schema": schema}
            if example is not None:
                content[media_type]["example"] = example
        shown: dict[str, Any] = {
            "description": reply.description,
            "headers": _headers(reply.headers),
        }
        if content:
            shown["content"] = content
        if followed := links_from(reply.model, self._links):
            shown["links"] = followed
        return shown

    def _event(self, operation: Operation) -> dict[str, Any]:
        """Describe one server-sent event; its data is JSON, except the end of OpenAI's streams."""
        said = [self._schemas.written(model) for model in operation.events]
        data = {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"anyOf": said},
        }
        ending = [{"type": "string", "const": operation.last_event}]
        field = {"anyOf": [data, *ending]} if operation.last_event else data
        return {
            "type": "object",
            "properties": {"event": {"type": "string"}, "id": {"type": "string"}, "data": field},
            "required": ["data"],
        }

    def _ill(self, path: str, status: int, faults: list[Fault]) -> dict[str, Any]:
        under_v1 = path.startswith(PREFIX)
        model = OpenAiErrorAnswer if under_v1 else Problem
        shown = _openai if under_v1 else _problem
        examples = {
            fault.code: {"summary": fault.description, "value": shown(path, status, fault)}
            for fault in faults
        }
        content = {"schema": self._schemas.written(model), "examples": examples}
        return {
            "description": " ".join(dict.fromkeys(fault.description for fault in faults)),
            "headers": _headers(header for fault in faults for header in fault.headers),
            "content": {"application/json" if under_v1 else PROBLEM_JSON: content},
        }


def _problem(path: str, status: int, fault: Fault) -> dict[str, Any]:
    problem = Problem(
        type=f"/problems/{fault.code}",
        title=title_of(status),
        status=status,
        detail=fault.description,
        instance=path.partition("{")[0],
        code=fault.code,
    )
    return problem.model_dump(exclude_none=True)


def _openai(_path: str, status: int, fault: Fault) -> dict[str, Any]:
    error = openai_error(status=status, code=fault.code, detail=fault.description, param=None)
    return error.model_dump()


def _headers(headers: Iterable[Header]) -> dict[str, Any]:
    return {
        header.name: {"description": header.description, "schema": dict(header.schema)}
        for header in (_REQUEST_ID, *headers)
    }

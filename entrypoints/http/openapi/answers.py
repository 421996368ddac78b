"""What an operation answers, well or ill."""

from collections.abc import Iterable
from typing import Any, Final

from entrypoints.http.openai_errors import PREFIX, OpenAiErrorAnswer, openai_error
from entrypoints.http.openapi.faults import faults_of
from entrypoints.http.openapi.operation import Fault, Header, Operation, Reply
from entrypoints.http.openapi.schemas import Schemas
from entrypoints.http.problems import PROBLEM_JSON, Problem, title_of

_REQUEST_ID: Final = Header("X-Request-ID", "The id under which the log speaks of this request.")


class Answers:
    """Writes the `responses` of operations."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def of(self, operation: Operation, *, method: str, path: str) -> dict[str, Any]:
        """Describe every status that can come back."""
        well = {str(code): self._well(reply) for code, reply in operation.replies.items()}
        faults = faults_of(operation, method=method, path=path)
        return {**well, **{str(code): self._ill(path, code, faults[code]) for code in faults}}

    def _well(self, reply: Reply) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if reply.model is not None:
            content["application/json"] = {"schema": self._schemas.written(reply.model)}
        for media_type, example in reply.media.items():
            content[media_type] = {"schema": {"type": "string"}}
            if example is not None:
                content[media_type]["example"] = example
        shown = {"description": reply.description, "headers": _headers(reply.headers)}
        return {**shown, "content": content} if content else shown

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

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from entrypoints.http.app import ROUTES, document_bytes
from entrypoints.http.openapi.document import address, listed
from tests.service_in_memory import Client

DOCUMENT: dict[str, Any] = json.loads(document_bytes())
OPERATIONS = [
    (method, path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def test_the_document_keeps_to_openapi_3_1() -> None:
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_every_route_is_described() -> None:
    described = {(method.upper(), path) for method, path, _ in OPERATIONS}
    assert described == {(route.method, address(route.path)) for route in listed(ROUTES)}


def test_only_pages_and_what_goes_without_saying_are_left_out() -> None:
    left_out = [route for route in ROUTES if route not in listed(ROUTES)]
    assert all(route.method == "HEAD" or not route.operation.listed for route in left_out)
    unlisted = {route.path for route in ROUTES if not route.operation.listed}
    pages = {"/", "/live/{job_id}", "/share", "/static/{version}/{path:.+}"}
    assert unlisted == pages | {"/docs", "/docs/{name:.+}"}


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_says_what_it_answers_when_it_works(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    assert any(status.startswith(("101", "2", "3")) for status in operation["responses"]), (
        method,
        path,
    )


def test_every_example_fits_its_schema() -> None:
    examples = list(_examples(DOCUMENT))
    assert examples
    for schema, example in examples:
        whole = {**schema, "components": DOCUMENT["components"]}
        Draft202012Validator(whole).validate(example)


def test_every_reference_leads_somewhere() -> None:
    known = DOCUMENT["components"]["schemas"]
    text = json.dumps(DOCUMENT)
    for piece in text.split('"$ref": "#/components/schemas/')[1:]:
        assert piece.partition('"')[0] in known


async def test_the_document_is_served_to_anybody(client: Client) -> None:
    answer = await client.get("/openapi.json")
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert await answer.json() == DOCUMENT


def _examples(node: Any) -> Any:
    """Find every example beside its schema."""
    if isinstance(node, list):
        for part in node:
            yield from _examples(part)
    if not isinstance(node, dict):
        return
    if "schema" in node:
        for example in node.get("examples", {}).values():
            yield node["schema"], example["value"]
        if "example" in node:
            yield node["schema"], node["example"]
    if isinstance(node.get("examples"), list):
        for example in node["examples"]:
            yield {k: v for k, v in node.items() if k != "examples"}, example
    for part in node.values():
        yield from _examples(part)

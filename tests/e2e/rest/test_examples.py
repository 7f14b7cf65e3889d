"""Every example of the REST API, called over a socket, answers what the document says."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockhaus_adapters.http_falcon.rest import openapi
from mockhaus_adapters.http_falcon.rest.operations import Example, Operation
from mockhaus_adapters.http_falcon.rest.routes import OPERATIONS
from tests.support.example_account import Account, difference, example_account
from tests.support.server import Answer, Client, LocalServer, local_server

_CASES = [
    pytest.param(operation, example, id=f"{operation.name}: {example.summary}")
    for operation in OPERATIONS
    for example in operation.examples
]
_ON_RUNNING = {
    "cancelAnybodysStatement",
    "cancelSession",
    "cancelStatement",
    "listEverybodysStatements",
    "listRunningStatements",
}
_DOCUMENT = openapi.document(OPERATIONS, "1.0.0")


@pytest.fixture(scope="module")
def account_server() -> Iterator[LocalServer]:
    """A server of its own, because examples reset accounts."""
    with local_server() as found:
        yield found


def _call(client: Client, operation: Operation, example: Example, account: Account) -> Answer:
    path = operation.path
    for name, value in account.replaced(example.path).items():
        quoted = urllib.parse.quote(str(value), safe="/")
        path = path.replace(f"{{{name}}}", quoted).replace(f"{{{name}:path}}", quoted)
    if example.query:
        path = f"{path}?{urllib.parse.urlencode(account.replaced(example.query))}"
    body = None if example.content is None else example.content.encode()
    if example.body is not None:
        body = json.dumps(account.replaced(example.body)).encode()
    return client.call(operation.method, path, body, **example.headers)


def _response(operation: Operation, status: int) -> dict[str, Any]:
    path = operation.path.replace(":path}", "}")
    responses: dict[str, Any] = _DOCUMENT["paths"][path][operation.method.lower()]["responses"]
    assert str(status) in responses, f"{status} is not documented"
    found: dict[str, Any] = responses[str(status)]
    return found


def _validate(answer: Answer, schema: dict[str, Any]) -> None:
    Draft202012Validator({**schema, "components": _DOCUMENT["components"]}).validate(json.loads(answer.body))


@pytest.mark.parametrize(("operation", "example"), _CASES)
def test_an_example_answers_as_documented(account_server: LocalServer, operation: Operation, example: Example) -> None:
    with example_account(account_server, busy=operation.name in _ON_RUNNING) as account:
        with account_server.client() as client:
            answer = _call(client, operation, example, account)
        assert answer.status == example.status, answer.body
        content = _response(operation, answer.status)["content"]
        media_type = answer.media_type.partition(";")[0]
        assert media_type in content
        if example.answer is not None:
            _validate(answer, content["application/json"]["schema"])
            assert difference(example.answer, json.loads(answer.body)) is None


@pytest.mark.parametrize("operation", [pytest.param(item, id=item.name) for item in OPERATIONS])
def test_every_operation_has_an_example(operation: Operation) -> None:
    assert operation.examples
    assert all(example.answer is not None or operation.media for example in operation.examples)

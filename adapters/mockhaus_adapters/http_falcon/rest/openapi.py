"""The OpenAPI 3.1 document of the REST API, made of the operations that are served."""

from __future__ import annotations

import http
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from mockhaus_adapters.http_falcon.request_ids import HEADER
from mockhaus_adapters.http_falcon.rest.errors import ErrorAnswer
from mockhaus_adapters.http_falcon.rest.operations import Access, BodyModel, Example, Operation, Success

Json = dict[str, Any]
_JSON = "application/json"
_REF = "#/components/schemas/{model}"
_DESCRIPTION = """\
What Mockhaus offers to programs and people that speak HTTP without a Snowflake driver.

Every JSON answer has `success`; where it is false there is an `error` with Snowflake's code, SQLSTATE and message.
Names in paths are identifiers, as in SQL: `orders` means `ORDERS`, `"orders"` in quotes is taken as it is.
With `auth.mode: open` nobody is asked who they are; with `password`, calls bear a user's password (Basic) or a token.
"""
_SECURITY_SCHEMES: Json = {
    "password": {"type": "http", "scheme": "basic", "description": "A user's name and password."},
    "token": {"type": "http", "scheme": "bearer", "description": "A session's token, or a key-pair JWT."},
}
_ANYBODY: list[Json] = [{}]
_SOMEBODY: list[Json] = [{}, {"password": []}, {"token": []}]


def document(operations: Sequence[Operation], version: str) -> Json:
    """The document. Equal operations give equal documents."""
    schemas = _Schemas(operations)
    paths: dict[str, Json] = {}
    for operation in operations:
        path = re.sub(r"{(\w+):\w+}", r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mockhaus", "version": version, "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas.components, "securitySchemes": _SECURITY_SCHEMES},
    }


class _Schemas:
    """The JSON schemas of all models: what is sent as it is validated, what is answered as it is written."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        answers = {answer for operation in operations for answer in operation.answers}
        sent = {model for operation in operations for model in _sent(operation)}
        self._answers, told = _generated((*_by_name(answers), ErrorAnswer), "serialization")
        self._sent, taken = _generated(_by_name(sent), "validation")
        for schema in told.values():
            _close(schema)
        both = {name for name in told.keys() & taken.keys() if told[name] != taken[name]}
        if both:
            raise TypeError(f"sent and answered in different shapes under one name: {sorted(both)}")
        self._fields = {model: self._definition(taken, model) for model in sent if not issubclass(model, BodyModel)}
        self.components = dict(sorted((told | taken).items()))

    def _definition(self, definitions: dict[str, Json], model: type[BaseModel]) -> Json:
        """The definition of a model of fields, which are documented one by one instead."""
        return definitions.pop(self._sent[model]["$ref"].rpartition("/")[2])

    def of_answer(self, answer: type) -> Json:
        """The schema of an answer, by reference."""
        return self._answers[answer]

    def of_body(self, model: type[BodyModel]) -> Json:
        """The schema of a body, by reference."""
        return self._sent[model]

    def fields(self, model: type[BaseModel]) -> Iterable[tuple[str, Json, bool]]:
        """The name and schema of each field of a path or query string, and whether it must be there."""
        schema = self._fields[model]
        required = schema.get("required", ())
        for name, item in schema.get("properties", {}).items():
            yield name, _without_null(item), name in required


def _sent(operation: Operation) -> Iterable[type[BaseModel]]:
    models = (operation.path_model, operation.query_model, operation.body_model)
    return (model for model in models if model is not None)


def _by_name(models: Iterable[type]) -> tuple[type, ...]:
    return tuple(sorted(models, key=lambda model: (model.__name__, model.__module__)))


def _generated(
    models: Sequence[type], mode: Literal["serialization", "validation"]
) -> tuple[dict[type, Json], dict[str, Json]]:
    """The schema of each model, and the definitions that they share."""
    adapters: list[tuple[type, Literal["serialization", "validation"], TypeAdapter[Any]]] = [
        (model, mode, TypeAdapter(model)) for model in models
    ]
    found, shared = TypeAdapter.json_schemas(adapters, ref_template=_REF)
    definitions: dict[str, Json] = shared.get("$defs", {})
    return {model: found[model, mode] for model in models}, definitions


def _close(schema: Json) -> None:
    """An answer has all the fields of its schema, and no others."""
    if "properties" in schema:
        schema["required"] = list(schema["properties"])
        schema["additionalProperties"] = False


def _without_null(schema: Json) -> Json:
    """A field of a query string is left out rather than null."""
    found = {name: value for name, value in schema.items() if name != "title" and not (name == "default" and not value)}
    options = [option for option in found.pop("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        return {**options[0], **found}
    return {**found, "anyOf": options} if options else found


def _operation(operation: Operation, schemas: _Schemas) -> Json:
    found: Json = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "security": _ANYBODY if operation.access is Access.ANYBODY else _SOMEBODY,
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas),
    }
    if operation.description:
        found["description"] = operation.description
    if operation.body_model is not None:
        found["requestBody"] = _body(operation, operation.body_model, schemas)
    elif operation.upload:
        content = {"schema": {"type": "string", "format": "binary"}}  # perhaps empty, so nothing need be sent
        found["requestBody"] = {"required": False, "content": {"application/octet-stream": content}}
    return found


def _parameters(operation: Operation, schemas: _Schemas) -> list[Json]:
    found: list[Json] = []
    for place, model in (("path", operation.path_model), ("query", operation.query_model)):
        if model is None:
            continue
        for name, schema, required in schemas.fields(model):
            described = {"description": schema.pop("description")} if "description" in schema else {}
            parameter: Json = {"name": name, "in": place, "required": required, "schema": schema, **described}
            values = _example_values(operation.examples, place, name)
            found.append(parameter | ({"examples": values} if values else {}))
    return found


def _example_values(examples: Sequence[Example], place: str, name: str) -> Json:
    given = ((example, example.path if place == "path" else example.query) for example in examples)
    return {example.summary: {"value": values[name]} for example, values in given if name in values}


def _body(operation: Operation, model: type[BodyModel], schemas: _Schemas) -> Json:
    examples = {item.summary: {"value": dict(item.body)} for item in operation.examples if item.body is not None}
    content = {"schema": schemas.of_body(model), **({"examples": examples} if examples else {})}
    required = any(field.is_required() for field in model.model_fields.values())
    return {"required": required, "content": {_JSON: content}}


def _responses(operation: Operation, schemas: _Schemas) -> Json:
    responses: Json = {}
    for answer in operation.answers:
        responses[str(answer.STATUS)] = _answered(answer, operation.examples, schemas)
    if operation.media:
        binary = {"schema": {"type": "string", "format": "binary"}}
        response = responses.setdefault("200", _response("The content.", {}))
        response["content"] |= dict.fromkeys(operation.media, binary)
    for status in sorted({*_common_errors(operation), *operation.errors}):
        phrase = f"{http.HTTPStatus(status).phrase}."
        responses[str(status)] = _response(phrase, {_JSON: {"schema": schemas.of_answer(ErrorAnswer)}})
    return responses


def _answered(answer: type[Success], examples: Sequence[Example], schemas: _Schemas) -> Json:
    content: Json = {"schema": schemas.of_answer(answer)}
    told = {
        example.summary: {"value": example.answer}
        for example in examples
        if example.answer is not None and example.status == answer.STATUS
    }
    if told:
        content["examples"] = told
    return _response((answer.__doc__ or "").strip().partition("\n")[0], {_JSON: content})


def _response(description: str, content: Mapping[str, Json]) -> Json:
    header = {"description": "The request's id, as in the log.", "schema": {"type": "string"}}
    return {"description": description, "headers": {HEADER: header}, "content": dict(content)}


def _common_errors(operation: Operation) -> Iterable[int]:
    yield 400
    yield 422
    if operation.access is not Access.ANYBODY:
        yield 401
        yield 403
    if operation.body_model is not None or operation.upload:
        yield 413

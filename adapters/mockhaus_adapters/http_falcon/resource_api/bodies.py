"""Bodies of requests: what may be set of a resource. What is read-only is taken and not looked at."""

from __future__ import annotations

from typing import ClassVar, TypeVar

import orjson
import pydantic
from pydantic import BaseModel, ConfigDict

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, quote
from mockhaus.domain.statements import Options
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier

Model = TypeVar("Model", bound="Body")
AnyModel = TypeVar("AnyModel", bound=BaseModel)


class Body(BaseModel):
    """What every body has. `read_only` are the properties that nobody sets, `refused` those that Mockhaus has not.

    A property of neither, which is no field, is INVALID_REQUEST.
    """

    model_config = ConfigDict(extra="forbid")

    read_only: ClassVar[frozenset[str]] = frozenset()
    refused: ClassVar[frozenset[str]] = frozenset()
    apart: ClassVar[frozenset[str]] = frozenset({"name"})
    """Fields that are no properties of statements."""

    name: str

    def properties(self) -> Options:
        """The properties that are given, as CREATE and ALTER take them."""
        fields = type(self).model_fields
        given = ((key, getattr(self, key)) for key in fields if key not in self.apart)
        return tuple((key.upper(), _text(value)) for key, value in given if value is not None)


def _text(value: object) -> str:
    return str(value).upper() if isinstance(value, bool) else str(value)


def read(model: type[Model], body: bytes) -> Model:
    """A body as its model; INVALID_REQUEST says what is wrong and where."""
    given = _loaded(body)
    if isinstance(given, dict):
        _refuse(model, given)
        given = {key: value for key, value in given.items() if not _ignored(model, key)}
    return _validated(model, given)


def definition(model: type[Model], body: bytes, name: QualifiedName) -> Model:
    """The body of a resource whose name stands in the path as well; INVALID_REQUEST where it names another."""
    found = read(model, body)
    if identifier(found.name) != name.name:
        detail = f"The name {found.name} in the body is not the name {quote(name.name)} in the path."
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail)
    return found


def parsed(model: type[AnyModel], body: bytes) -> AnyModel:
    """A body that is no resource's as its model; errors as of `read`."""
    return _validated(model, _loaded(body))


def _loaded(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="The body is not JSON.") from error


def _validated(model: type[AnyModel], given: object) -> AnyModel:
    try:
        return model.model_validate(given)
    except pydantic.ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['msg']}" for item in error.errors())
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=problems) from error


def _refuse(model: type[Body], given: dict[str, object]) -> None:
    for key in sorted(model.refused & given.keys()):
        if given[key] not in (None, False):
            raise unsupported(key)


def _ignored(model: type[Body], key: str) -> bool:
    return key in model.read_only or key in model.refused

"""Operations of the REST API as data: what serves a call and what documents it read the same definition.

An operation is a handler with what cannot be read from its signature. The signature says the rest: the parameters
`path`, `query` and `body`, where it has them, are pydantic models that the parts of the request must fit, and what it
returns is what is answered:

- a subclass of `Success`, or a union of such: JSON, with the class's STATUS;
- `Dumped[…]` of one: the same, written by the handler already, on a thread of its own because it may be large;
- `Streamed`: bytes of one of the operation's `media` types, as they come.
"""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from mockhaus_adapters.http_falcon.envelope import dump

Handler = Callable[..., Awaitable[object]]


class Access(enum.Enum):
    """Who may call, where `auth.mode` is `password`; where it is `open`, everybody may."""

    ANYBODY = "anybody"
    USER = "user"
    """A user, for themselves."""
    MONITOR = "monitor"
    """A user, or, with `auth.open_monitoring`, anybody: for what tells how the server fares."""
    ADMINISTRATOR = "administrator"
    """A user with the role ACCOUNTADMIN."""


class PathModel(BaseModel):
    """The fields of an operation's path."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class QueryModel(BaseModel):
    """The parameters of a query string: texts, read as the types of the fields. Others are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BodyModel(BaseModel):
    """A JSON document that is sent: the types of the fields, nothing like them, and no other fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True, kw_only=True)
class Success:
    """What every JSON answer has that is not an error. Answers have no slots: they may have several bases."""

    STATUS: ClassVar[int] = 200

    success: Literal[True] = True


A = TypeVar("A", bound=Success)


@dataclass(frozen=True, slots=True)
class Dumped(Generic[A]):
    """An answer that is JSON already."""

    data: bytes
    status: int = 200

    @classmethod
    def of(cls, answer: A) -> Dumped[A]:
        """An answer, written."""
        return cls(dump(answer), answer.STATUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """Bytes as they come. `length` is their number where it is known; `headers` go with them."""

    content: AsyncIterator[bytes]
    media_type: str
    length: int | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call as documented, which a test makes, and its JSON answer; None where it is no JSON.

    Names in `path` and the like are those of the tests' example account.
    """

    summary: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    content: str | None = None
    """The body of an upload."""
    status: int = 200
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    `path` is a Falcon template below the server's root. `media` are the types of a `Streamed` answer, `upload` says
    that the body is a file's content. `errors` are the statuses that it answers beside those that every one may.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    name: str
    """The operationId: a verb and what it is done to, in camel case."""
    tag: str
    summary: str
    handler: Handler
    examples: tuple[Example, ...]
    description: str = ""
    access: Access = Access.USER
    media: tuple[str, ...] = ()
    upload: bool = False
    errors: tuple[int, ...] = ()

    @property
    def path_model(self) -> type[PathModel] | None:
        """What the fields of the path must fit."""
        return _model(self.handler, "path", PathModel)

    @property
    def query_model(self) -> type[QueryModel] | None:
        """What the query string must fit; None where there must be none."""
        return _model(self.handler, "query", QueryModel)

    @property
    def body_model(self) -> type[BodyModel] | None:
        """What the JSON body must fit; None where none is read."""
        return _model(self.handler, "body", BodyModel)

    @property
    def answers(self) -> tuple[type[Success], ...]:
        """The JSON answers that are no errors, each with its STATUS."""
        return tuple(found for found in map(_success, _alternatives(_hints(self.handler)["return"])) if found)


M = TypeVar("M", bound=BaseModel)


def _hints(handler: Handler) -> dict[str, Any]:
    return typing.get_type_hints(inspect.unwrap(handler))


def _model(handler: Handler, name: str, base: type[M]) -> type[M] | None:
    found = _hints(handler).get(name)
    if found is None:
        return None
    if not (isinstance(found, type) and issubclass(found, base)):
        raise TypeError(f"{name} of {handler!r} must be a {base.__name__}")
    return found


def _alternatives(annotation: object) -> tuple[object, ...]:
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if is_union else (annotation,)


def _success(annotation: object) -> type[Success] | None:
    if typing.get_origin(annotation) is Dumped:
        (annotation,) = typing.get_args(annotation)
    return annotation if isinstance(annotation, type) and issubclass(annotation, Success) else None

"""Catalog objects to JSON documents and back: the form in which they lie in their database's file.

Fields that hold their default are left out, and unknown fields are refused: a file written by a newer release is not
half understood.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import types
import typing
from functools import cache
from typing import Any

from mockhaus.domain.catalog.objects import (
    CatalogObject,
    Database,
    FileFormat,
    Schema,
    Sequence,
    Stage,
    Table,
    View,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError

_CLASSES: dict[str, type[CatalogObject]] = {
    item.__name__: item for item in (Database, Schema, Table, View, Sequence, FileFormat, Stage)
}


def kind_name(item: CatalogObject) -> str:
    """The name under which an object's document is stored."""
    return type(item).__name__


def encode(item: CatalogObject) -> str:
    """An object as a JSON document."""
    return json.dumps(_plain(item), separators=(",", ":"), ensure_ascii=False)


def decode(kind: str, document: str) -> CatalogObject:
    """The object of a document; STORAGE where the document is none of this release's."""
    try:
        found = _restore(_CLASSES[kind], json.loads(document))
    except (KeyError, TypeError, ValueError) as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"a catalog entry of kind {kind} cannot be read") from error
    return typing.cast("CatalogObject", found)


def _plain(value: Any) -> Any:  # noqa: ANN401 - walks values of any field type
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: _plain(getattr(value, item.name))
            for item in dataclasses.fields(value)
            if getattr(value, item.name) != item.default
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value


@cache
def _field_types(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _restore(hint: Any, value: Any) -> Any:  # noqa: ANN401 - walks values of any field type
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = _field_types(hint)
        return hint(**{name: _restore(hints[name], item) for name, item in value.items()})
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = next(item for item in typing.get_args(hint) if item is not types.NoneType)
        return None if value is None else _restore(inner, value)
    if origin is tuple:
        return _restore_tuple(typing.get_args(hint), value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint[value]
    if hint is dt.datetime:
        return dt.datetime.fromisoformat(value)
    return value


def _restore_tuple(arguments: tuple[Any, ...], value: list[Any]) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(_restore(arguments[0], item) for item in value)
    return tuple(_restore(hint, item) for hint, item in zip(arguments, value, strict=True))

"""Frozen dataclasses as plain values for JSON documents, and back.

Unknown fields are refused: a document written by a newer release is not half understood.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from functools import cache
from typing import Any


def plain(value: Any) -> Any:  # noqa: ANN401 - walks values of any field type
    """A value as JSON can hold it; fields of dataclasses that hold their default are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: plain(getattr(value, item.name))
            for item in dataclasses.fields(value)
            if getattr(value, item.name) != item.default
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value


@cache
def _field_types(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def restore(hint: Any, value: Any) -> Any:  # noqa: ANN401 - walks values of any field type
    """The value of a type that `plain` was given; KeyError, TypeError or ValueError where it cannot be one."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = _field_types(hint)
        return hint(**{name: restore(hints[name], item) for name, item in value.items()})
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = next(item for item in typing.get_args(hint) if item is not types.NoneType)
        return None if value is None else restore(inner, value)
    if origin is tuple:
        return _tuple(typing.get_args(hint), value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint[value]
    if hint is dt.datetime:
        return dt.datetime.fromisoformat(value)
    return value


def _tuple(arguments: tuple[Any, ...], value: list[Any]) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(restore(arguments[0], item) for item in value)
    return tuple(restore(hint, item) for hint, item in zip(arguments, value, strict=True))

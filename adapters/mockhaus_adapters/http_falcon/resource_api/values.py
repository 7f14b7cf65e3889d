"""Values of SHOW and DESCRIBE as the JSON of resources has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockhaus.application.manage_objects import Record
from mockhaus.domain.identifiers import quote
from mockhaus.domain.results import Value

Document = dict[str, Any]
"""A resource, or another answer, as JSON."""


def name(value: Value) -> str | None:
    """A stored name as an identifier that reads back to it."""
    return None if value is None else quote(str(value))


def flag(value: Value) -> bool | None:
    """Y, ON or true as a truth; None where nothing is said."""
    return None if value in (None, "") else str(value).upper() in ("Y", "ON", "TRUE")


def number(value: Value) -> int | None:
    """A count; None where nothing is said."""
    return None if value in (None, "") else int(str(value))


def text(value: Value) -> str | None:
    """A text; None for the `null` of DESCRIBE and SHOW."""
    return None if value in (None, "null") else str(value)


def picked(row: Record, *names: str) -> Document:
    """Values as they are, under the names that the columns have."""
    return {key: row.get(key) for key in names}


def numbers(parameters: Mapping[str, str], names: Iterable[str]) -> Document:
    """Parameters that are counts; None for those that are not set."""
    return {key: number(parameters.get(key)) for key in names}


def texts(parameters: Mapping[str, str], names: Iterable[str]) -> Document:
    """Parameters that are texts; None for those that are not set."""
    return {key: parameters.get(key) for key in names}

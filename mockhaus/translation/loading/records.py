"""A record of a staged file, as the readers of this package yield them."""

from __future__ import annotations

from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode

_EXCERPT = 100


@dataclass(frozen=True, slots=True)
class RecordError:
    """What is wrong with a record: the message, the character in its line from 1, the field from 1 (0: the whole).

    `error` gives the code and SQLSTATE under which the record fails a statement.
    """

    message: str
    character: int = 1
    field: int = 0
    error: ErrorCode = ErrorCode.LOAD_FAILED


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its number and its first line in the file, both from 1, and its fields, None for NULL.

    `span` is where in the text it begins and ends.
    """

    number: int
    line: int
    fields: tuple[str | None, ...]
    error: RecordError | None = None
    span: tuple[int, int] = (0, 0)


def shown(text: str) -> str:
    """A value in a message, cut where it is long."""
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "..."

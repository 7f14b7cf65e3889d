"""Fields of the work at hand that every line of the log carries, such as the id of a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_FIELDS: ContextVar[Mapping[str, str] | None] = ContextVar("mockhaus_log_fields", default=None)


def current_fields() -> Mapping[str, str]:
    """The fields of this thread's or task's work."""
    return _FIELDS.get() or {}


def add_log_fields(**fields: str) -> None:
    """Add fields to every line that this task or thread logs from now on, and the work that it hands on."""
    _FIELDS.set({**current_fields(), **fields})


@contextmanager
def log_fields(**fields: str) -> Iterator[None]:
    """Add fields to every line that is logged inside."""
    token = _FIELDS.set({**current_fields(), **fields})
    try:
        yield
    finally:
        _FIELDS.reset(token)

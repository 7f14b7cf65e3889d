"""Statements that need more room than they were planned with: run narrow, and replan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import beyond_microseconds
from mockhaus.domain.results import Value
from mockhaus.translation.precision import Precision

T = TypeVar("T")


def is_overflow(error: SnowflakeError) -> bool:
    """Whether a plan of 128-bit integers may succeed where this one failed."""
    return error.error is ErrorCode.NUMERIC_OUT_OF_RANGE and bool(error.details.get("overflow"))


def wants_nanoseconds(error: SnowflakeError) -> bool:
    """Whether a plan in nanoseconds may succeed where this one failed."""
    return bool(error.details.get("nanoseconds"))


def wants_room(error: SnowflakeError) -> Precision | None:
    """What a table must store for a failed write to succeed; None where that is not why it failed."""
    wanted = Precision(is_overflow(error), wants_nanoseconds(error))
    return wanted if wanted.wide or wanted.nanoseconds else None


def first_precision(run: StatementRun, *, wide: bool = False) -> Precision:
    """What a statement is planned with first: with nanoseconds where a bound value has them."""
    return Precision(wide, nanoseconds=_binds_nanoseconds(run))


def _binds_nanoseconds(run: StatementRun) -> bool:
    columns: Iterable[Iterable[Value]] = [run.bind_values.values()]
    if run.array is not None:
        columns = [*columns, *(column.values for column in run.array.columns)]
    return any(
        isinstance(value, dt.datetime | dt.time) and beyond_microseconds(value) for held in columns for value in held
    )


def finer(error: SnowflakeError, tried: Precision) -> Precision | None:
    """What to plan a failed statement with once more; None where more room does not help."""
    if is_overflow(error) and not tried.wide:
        return replace(tried, wide=True)
    if wants_nanoseconds(error) and not tried.nanoseconds:
        return replace(tried, nanoseconds=True)
    return None


def attempted(run: StatementRun, work: Callable[[Precision], T], first: Precision) -> T:
    """Work with as little room as it needs. It must change nothing before it fails.

    An error of the engine may end an explicit transaction: then nothing is tried again.
    """
    tried = first
    while True:
        try:
            return work(tried)
        except SnowflakeError as error:
            wanted = finer(error, tried)
            if wanted is None or run.session.engine.failed:
                raise
        tried = wanted

"""Copy options of COPY INTO a table, with Snowflake's defaults.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (copy options). An option that changes what is
loaded and is not carried out is refused by name.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import Options


class OnError(enum.Enum):
    """What an error in a file means."""

    ABORT_STATEMENT = "ABORT_STATEMENT"
    CONTINUE = "CONTINUE"
    SKIP_FILE = "SKIP_FILE"


@dataclass(frozen=True, slots=True)
class ErrorLimit:
    """How many errors make SKIP_FILE skip a file: so many, or more than a percentage of its records."""

    count: int = 1
    percent: float | None = None

    def of(self, parsed: int) -> int:
        """The number of errors at which a file of so many records is skipped."""
        return self.count if self.percent is None else int(parsed * self.percent / 100) + 1


@dataclass(frozen=True, slots=True)
class Validation:
    """VALIDATION_MODE: `rows` to validate and return; without, errors, also of files that were `loaded` before."""

    rows: int | None = None
    loaded: bool = False


class Match(enum.Enum):
    """How columns of files find columns of the table."""

    NONE = "NONE"
    CASE_SENSITIVE = "CASE_SENSITIVE"
    CASE_INSENSITIVE = "CASE_INSENSITIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How a load is carried out. `truncate` cuts texts that are too long for their column; sizes are in bytes."""

    on_error: OnError = OnError.ABORT_STATEMENT
    error_limit: ErrorLimit = ErrorLimit()
    size_limit: int | None = None
    validation: Validation | None = None
    match: Match = Match.NONE
    purge: bool = False
    force: bool = False
    truncate: bool = False
    failed_only: bool = False
    load_uncertain: bool = False


_Member = TypeVar("_Member", bound=enum.Enum)
_FULL = "FULL_INGEST"
_LIMIT = re.compile(r"SKIP_FILE_(\d+)(%)?\Z")
_ROWS = re.compile(r"RETURN_(\d+)_ROWS\Z")


def load_options(layers: Iterable[Options]) -> LoadOptions:
    """The options of layers, the strongest first."""
    found: dict[str, str] = {}
    for layer in layers:
        found = {**dict(layer), **found}
    mode = found.get("LOAD_MODE", _FULL)
    if mode.upper() != _FULL:
        raise unsupported(f"COPY INTO LOAD_MODE = {mode}")
    _flag("CLUSTER_AT_INGEST_TIME", found)  # nothing is clustered, neither now nor later
    on_error, limit = _on_error(found.get("ON_ERROR", "ABORT_STATEMENT"))
    return LoadOptions(
        on_error=on_error,
        error_limit=limit,
        size_limit=_size_limit(found.get("SIZE_LIMIT", "")),
        validation=_validation(found.get("VALIDATION_MODE")),
        match=_member(Match, "MATCH_BY_COLUMN_NAME", found.get("MATCH_BY_COLUMN_NAME", "NONE")),
        purge=_flag("PURGE", found),
        force=_flag("FORCE", found),
        truncate=_truncates(found),
        load_uncertain=_flag("LOAD_UNCERTAIN_FILES", found),
        failed_only=_flag("RETURN_FAILED_ONLY", found),
    )


def _on_error(value: str) -> tuple[OnError, ErrorLimit]:
    limit = _LIMIT.match(value.upper())
    if limit is None:
        return _member(OnError, "ON_ERROR", value), ErrorLimit()
    count = int(limit[1])
    if limit[2]:
        return OnError.SKIP_FILE, ErrorLimit(percent=count)
    return OnError.SKIP_FILE, ErrorLimit(max(count, 1))


def _size_limit(value: str) -> int | None:
    if value.upper() in ("", "NULL", "0"):
        return None
    if not value.isdecimal():
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name="SIZE_LIMIT")
    return int(value)


def _validation(value: str | None) -> Validation | None:
    if value is None:
        return None
    rows = _ROWS.match(value.upper())
    if rows is not None:
        return Validation(rows=int(rows[1]))
    if value.upper() not in ("RETURN_ERRORS", "RETURN_ALL_ERRORS"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name="VALIDATION_MODE")
    return Validation(loaded=value.upper() == "RETURN_ALL_ERRORS")


def _truncates(found: dict[str, str]) -> bool:
    enforced = _flag("ENFORCE_LENGTH", {"ENFORCE_LENGTH": "TRUE", **found})
    return _flag("TRUNCATECOLUMNS", found) or not enforced


def _flag(name: str, found: dict[str, str]) -> bool:
    value = found.get(name, "FALSE").upper()
    if value not in ("TRUE", "FALSE"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=found[name], name=name)
    return value == "TRUE"


def _member(kind: type[_Member], name: str, value: str) -> _Member:
    try:
        return kind(value.upper())
    except ValueError as error:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name) from error

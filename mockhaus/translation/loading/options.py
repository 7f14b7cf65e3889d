"""Copy options of COPY INTO a table, with Snowflake's defaults.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (copy options). An option that changes what is
loaded and is not carried out is refused by name.
"""

from __future__ import annotations

import enum
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


class Match(enum.Enum):
    """How columns of files find columns of the table."""

    NONE = "NONE"
    CASE_SENSITIVE = "CASE_SENSITIVE"
    CASE_INSENSITIVE = "CASE_INSENSITIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How a load is carried out. `truncate` cuts texts that are too long for their column."""

    on_error: OnError = OnError.ABORT_STATEMENT
    match: Match = Match.NONE
    purge: bool = False
    force: bool = False
    truncate: bool = False
    failed_only: bool = False


_Member = TypeVar("_Member", bound=enum.Enum)
_REFUSED = ("SIZE_LIMIT", "VALIDATION_MODE", "LOAD_MODE", "CLUSTER_AT_INGEST_TIME")
_NEUTRAL = {"SIZE_LIMIT": ("", "NULL", "0"), "LOAD_MODE": ("FULL_INGEST",), "CLUSTER_AT_INGEST_TIME": ("FALSE",)}


def load_options(layers: Iterable[Options]) -> LoadOptions:
    """The options of layers, the strongest first."""
    found: dict[str, str] = {}
    for layer in layers:
        found = {**dict(layer), **found}
    for name in _REFUSED:
        if name in found and found[name].upper() not in _NEUTRAL.get(name, ()):
            raise unsupported(f"COPY INTO {name} = {found[name]}")
    return LoadOptions(
        on_error=_on_error(found.get("ON_ERROR", "ABORT_STATEMENT")),
        match=_member(Match, "MATCH_BY_COLUMN_NAME", found.get("MATCH_BY_COLUMN_NAME", "NONE")),
        purge=_flag("PURGE", found),
        force=_flag("FORCE", found),
        truncate=_truncates(found),
        failed_only=_flag("RETURN_FAILED_ONLY", found),
    )


def _on_error(value: str) -> OnError:
    if value.upper().startswith("SKIP_FILE_"):
        raise unsupported(f"ON_ERROR = {value.upper()}")
    return _member(OnError, "ON_ERROR", value)


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

"""Properties of CREATE and ALTER … SET: which ones a kind of object has, and which of them change nothing here.

A property is kept and shown where it has no local meaning (clustering, retention beyond what is stored, log levels),
refused by name where Mockhaus would have to do something and does not, and refused as invalid where Snowflake has none
such. Follows the syntax of CREATE and ALTER of each kind in https://docs.snowflake.com/en/sql-reference/sql-ddl-summary.
"""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.domain.catalog.objects import Database, ObjectKind, Persistence, Schema
from mockhaus.domain.collations import rules_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import Options

COMMENT = "COMMENT"
RETENTION = "DATA_RETENTION_TIME_IN_DAYS"
COLLATION = "DEFAULT_DDL_COLLATION"

_MAX_RETENTION = 90


def _anything(name: str, value: str) -> str:  # noqa: ARG001 - a check that accepts
    return value


def _boolean(name: str, value: str) -> str:
    if value.upper() not in ("TRUE", "FALSE"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
    return value.upper()


def _days(name: str, value: str) -> str:
    if not value.isdigit() or int(value) > _MAX_RETENTION:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
    return value


def _disabled(name: str, value: str) -> str:
    if _boolean(name, value) == "TRUE":
        raise unsupported(f"{name} = TRUE")
    return "FALSE"


def _collation(name: str, value: str) -> str:  # noqa: ARG001 - a check of the value alone
    rules_of(value)
    return value


_Check = Callable[[str, str], str]
_CONTAINER: dict[str, _Check] = {
    COMMENT: _anything,
    RETENTION: _days,
    "MAX_DATA_EXTENSION_TIME_IN_DAYS": _days,
    COLLATION: _collation,
    "LOG_LEVEL": _anything,
    "TRACE_LEVEL": _anything,
    "METRIC_LEVEL": _anything,
    "CATALOG_SYNC": _anything,
    "ENABLE_CONSOLE_OUTPUT": _boolean,
    "QUOTED_IDENTIFIERS_IGNORE_CASE": _disabled,
    "REPLACE_INVALID_CHARACTERS": _disabled,
    "STORAGE_SERIALIZATION_POLICY": _anything,
    "SUSPEND_TASK_AFTER_NUM_FAILURES": _anything,
    "TASK_AUTO_RETRY_ATTEMPTS": _anything,
    "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE": _anything,
    "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS": _anything,
    "USER_TASK_TIMEOUT_MS": _anything,
}
_PROPERTIES: dict[ObjectKind, dict[str, _Check]] = {
    ObjectKind.DATABASE: _CONTAINER,
    ObjectKind.SCHEMA: _CONTAINER,
    ObjectKind.TABLE: {
        COMMENT: _anything,
        RETENTION: _days,
        "MAX_DATA_EXTENSION_TIME_IN_DAYS": _days,
        "CHANGE_TRACKING": _boolean,
        "ENABLE_SCHEMA_EVOLUTION": _boolean,
        "ERROR_LOGGING": _disabled,
        "STORAGE_SERIALIZATION_POLICY": _anything,
        COLLATION: _collation,
    },
    ObjectKind.EXTERNAL_TABLE: {COMMENT: _anything, "AUTO_REFRESH": _boolean},
    ObjectKind.VIEW: {COMMENT: _anything, "CHANGE_TRACKING": _boolean},
    ObjectKind.SEQUENCE: {COMMENT: _anything},
    ObjectKind.STAGE: {COMMENT: _anything, "ENCRYPTION": _anything},
    ObjectKind.FILE_FORMAT: {COMMENT: _anything},
    ObjectKind.PIPE: {COMMENT: _anything, "PIPE_EXECUTION_PAUSED": _boolean},
}


def checked(kind: ObjectKind, options: Options) -> dict[str, str]:
    """Properties by name, each one that the kind has and with a value that it takes."""
    known = _PROPERTIES[kind]
    found: dict[str, str] = {}
    for name, value in options:
        if name not in known:
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=kind.value)
        found[name] = known[name](name, value)
    return found


def check_unset(kind: ObjectKind, names: tuple[str, ...]) -> None:
    """Refuse UNSET of what the kind does not have."""
    for name in names:
        if name not in _PROPERTIES[kind]:
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=kind.value)


def kept(properties: dict[str, str]) -> Options:
    """The properties that have no field of their own, as an object keeps them."""
    return tuple(sorted((name, value) for name, value in properties.items() if name not in (COMMENT, RETENTION)))


def option(options: Options, name: str, default: str = "") -> str:
    """One kept property."""
    return dict(options).get(name, default)


def retention(properties: dict[str, str], persistence: Persistence, inherited: int) -> int:
    """The days of retention of a new object: its own, or inherited; at most one unless it is permanent."""
    wanted = properties.get(RETENTION)
    if persistence is Persistence.PERMANENT:
        return inherited if wanted is None else int(wanted)
    if wanted is not None and int(wanted) > 1:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=wanted, name=RETENTION)
    return min(inherited, 1) if wanted is None else int(wanted)


def schema_retention(database: Database, schema: Schema) -> int:
    """The days of retention that a schema gives its tables."""
    own = option(schema.options, RETENTION)
    return int(own) if own else database.retention_days


def clustering_key(expressions: str) -> str:
    """A clustering key as Snowflake shows it: LINEAR, and the expressions in parentheses."""
    return f"LINEAR{expressions}" if expressions.startswith("(") else expressions


def merged(options: Options, properties: dict[str, str]) -> Options:
    """Kept properties with some set anew."""
    return kept({**dict(options), **properties})

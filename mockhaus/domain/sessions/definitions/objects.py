"""Parameters of objects: what a database, schema, table or warehouse has, and what it takes over where it has none.

Their values are kept by the objects. Those that can be set at all are the properties of CREATE and ALTER.
"""

from __future__ import annotations

from mockhaus.domain.sessions.definitions import features, running
from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition

RETENTION = "DATA_RETENTION_TIME_IN_DAYS"

_OF_TABLES = (
    ParameterDefinition(RETENTION, 1, "Days for which dropped and replaced rows are kept.", 0, 90),
    ParameterDefinition("DEFAULT_DDL_COLLATION", "", "Collation of new columns that have none."),
    ParameterDefinition(
        "MAX_DATA_EXTENSION_TIME_IN_DAYS", 14, "Days by which streams may extend retention.", 0, 90, effect=Effect.KEPT
    ),
)
_OF_TASKS = (
    ParameterDefinition(
        "SUSPEND_TASK_AFTER_NUM_FAILURES", 10, "Failures in a row that suspend a task.", 0, effect=Effect.KEPT
    ),
    ParameterDefinition(
        "TASK_AUTO_RETRY_ATTEMPTS", 0, "How often a failed graph of tasks is tried again.", 0, effect=Effect.KEPT
    ),
    ParameterDefinition(
        "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
        "MEDIUM",
        "Size of a serverless task's first run.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
        30,
        "Seconds between two runs of a triggered task.",
        10,
        604800,
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "USER_TASK_TIMEOUT_MS", 3600000, "Milliseconds that a task may run.", 0, 604800000, effect=Effect.KEPT
    ),
)


def _session_parameters(*names: str) -> tuple[ParameterDefinition, ...]:
    known = {item.name: item for item in (*features.DEFINITIONS, *running.DEFINITIONS)}
    return tuple(known[name] for name in names)


def _by_name(*definitions: ParameterDefinition) -> tuple[ParameterDefinition, ...]:
    return tuple(sorted(definitions, key=lambda item: item.name))


CONTAINER = _by_name(
    *_OF_TABLES,
    *_OF_TASKS,
    *_session_parameters("LOG_LEVEL", "METRIC_LEVEL", "QUOTED_IDENTIFIERS_IGNORE_CASE", "TRACE_LEVEL"),
    ParameterDefinition("CATALOG_SYNC", "", "Catalog that is told of Iceberg tables.", effect=Effect.KEPT),
    ParameterDefinition("ENABLE_CONSOLE_OUTPUT", False, "Procedures may print.", effect=Effect.KEPT),
    ParameterDefinition("REPLACE_INVALID_CHARACTERS", False, "Invalid UTF-8 is replaced.", effect=Effect.ONLY_DEFAULT),
    ParameterDefinition(
        "STORAGE_SERIALIZATION_POLICY",
        "OPTIMIZED",
        "How Iceberg tables are encoded.",
        choices=("OPTIMIZED", "COMPATIBLE"),
        effect=Effect.KEPT,
    ),
)
"""Of databases and schemas, by name."""

TABLE = _by_name(*_OF_TABLES, *_session_parameters("QUOTED_IDENTIFIERS_IGNORE_CASE"))
"""Of tables, by name."""

WAREHOUSE = _by_name(
    ParameterDefinition("MAX_CONCURRENCY_LEVEL", 8, "Statements that a cluster runs at a time.", 1, effect=Effect.KEPT),
    *_session_parameters("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "STATEMENT_TIMEOUT_IN_SECONDS"),
)
"""Of warehouses, by name."""

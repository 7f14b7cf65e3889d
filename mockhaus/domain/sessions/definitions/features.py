"""Features around SQL: logging, profiling, sharing, unloading, other kinds of tables.

Where the feature itself is refused, its parameters are kept. Those that ask for something which would then silently
be missing are refused too.
"""

from __future__ import annotations

from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition

_SEVERITIES = ("OFF", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")

DEFINITIONS = (
    ParameterDefinition(
        "ACTIVE_PYTHON_PROFILER", "", "Profiler of Python procedures: LINE or MEMORY.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition(
        "ENABLE_GET_DDL_USE_DATA_TYPE_ALIAS",
        False,
        "GET_DDL gives types by the names that the definition used.",
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition(
        "ENABLE_UNHANDLED_EXCEPTIONS_REPORTING",
        True,
        "Exceptions that procedures do not handle go to the event table.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION",
        True,
        "Unloaded Parquet files have the smallest types that their values need.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "HYBRID_TABLE_LOCK_TIMEOUT", 3600, "Seconds to wait for a row of a hybrid table.", 0, effect=Effect.KEPT
    ),
    ParameterDefinition(
        "ICEBERG_TIMESTAMP_DEFAULT_PRECISION",
        6,
        "Digits of the seconds of timestamps in Iceberg tables.",
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition(
        "LOG_EVENT_LEVEL",
        "OFF",
        "Severity from which events go to the event table.",
        choices=_SEVERITIES,
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "LOG_LEVEL",
        "OFF",
        "Severity from which messages go to the event table.",
        choices=_SEVERITIES,
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "METRIC_LEVEL",
        "NONE",
        "Which metrics go to the event table.",
        choices=("NONE", "ALL"),
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "OPT_OUT_ERROR_LOGGING", False, "Rows that DML refuses are not logged in any table.", effect=Effect.KEPT
    ),
    ParameterDefinition(
        "PYTHON_PROFILER_MODULES", "", "Python modules that a profile takes in.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition(
        "PYTHON_PROFILER_TARGET_STAGE", "", "Stage in which profiles are saved.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition(
        "S3_STAGE_VPCE_DNS_NAME", "", "DNS name of the S3 interface endpoint of internal stages.", effect=Effect.KEPT
    ),
    ParameterDefinition(
        "SIMULATED_DATA_SHARING_CONSUMER",
        "",
        "Account as whose user shared views are read.",
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition(
        "TRACE_LEVEL",
        "OFF",
        "Which trace events go to the event table.",
        choices=("OFF", "ON_EVENT", "ALWAYS", "PROPAGATE"),
        effect=Effect.KEPT,
    ),
)

"""What Snowpark for Python reads: which SQL it sends."""

from __future__ import annotations

from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition


def _switch(name: str, description: str, *, on: bool = False, effect: Effect = Effect.KEPT) -> ParameterDefinition:
    return ParameterDefinition(f"PYTHON_SNOWPARK_{name}", on, description, effect=effect, internal=True)


def _since(name: str, description: str) -> ParameterDefinition:
    """A feature that clients of a version have on; of none where it is empty."""
    return ParameterDefinition(f"PYTHON_SNOWPARK_{name}_VERSION", "", description, effect=Effect.KEPT, internal=True)


DEFINITIONS = (
    _since("AUTO_CLEAN_UP_TEMP_TABLE_ENABLED", "Version that drops temporary tables it needs no more."),
    ParameterDefinition(
        "PYTHON_SNOWPARK_CLIENT_AST_MODE",
        0,
        "0: SQL alone is sent, without the data frame's tree.",
        effect=Effect.ONLY_DEFAULT,
        internal=True,
    ),
    _since("COLLECT_TELEMETRY_AT_CRITICAL_PATH", "Version that measures its plans."),
    _switch("COMPILATION_STAGE_ENABLED", "Plans go through a stage of compilation."),
    _since("DATAFRAME_JOIN_ALIAS_FIX", "Version that renames columns of joins by their aliases."),
    _switch("ELIMINATE_NUMERIC_SQL_VALUE_CAST_ENABLED", "Numbers are written without casts."),
    _switch("ENABLE_SCOPED_TEMP_READ_ONLY_TABLE", "Cached results are read-only tables.", effect=Effect.ONLY_DEFAULT),
    _switch("ENABLE_THREAD_SAFE_SESSION", "A session may be shared by threads."),
    _switch("GENERATE_MULTILINE_QUERIES", "SQL is written in several lines."),
    _switch("REDUCE_DESCRIBE_QUERY_ENABLED", "Types are derived instead of asked for, where that is safe."),
    _since("USE_CTE_OPTIMIZATION", "Version that writes plans used twice as common table expressions."),
    _since("USE_LARGE_QUERY_BREAKDOWN_OPTIMIZATION", "Version that cuts large plans into several."),
    _switch("USE_LOGICAL_TYPE_FOR_CREATE_DATAFRAME", "Types of Parquet files are read as logical types.", on=True),
    _switch("USE_SCOPED_TEMP_OBJECTS", "Temporary objects are created as SCOPED ones.", effect=Effect.ONLY_DEFAULT),
    _switch("USE_SQL_SIMPLIFIER", "Nested queries are merged where that is possible.", on=True),
)

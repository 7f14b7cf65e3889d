"""What all clients read: what they do with it is theirs, and Mockhaus only keeps it."""

from __future__ import annotations

from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition

DEFINITIONS = (
    ParameterDefinition(
        "CLIENT_CONSERVATIVE_MEMORY_ADJUST_STEP",
        64,
        "Step by which a client adjusts its memory, in MB.",
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS", False, "A client may log bound values.", effect=Effect.KEPT
    ),
    ParameterDefinition(
        "CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ",
        True,
        "A client reads TIMESTAMP_NTZ in its own time zone.",
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "CLIENT_MEMORY_LIMIT", 1536, "Memory that a client takes for results, in MB.", 1, effect=Effect.KEPT
    ),
    ParameterDefinition(
        "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX",
        False,
        "A client looks for metadata in the current database and schema.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "CLIENT_METADATA_USE_SESSION_DATABASE",
        False,
        "A client looks for metadata in the current database.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED",
        False,
        "A client sends telemetry outside of sessions.",
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "CLIENT_PREFETCH_THREADS", 4, "Threads by which a client downloads results.", 1, 10, effect=Effect.KEPT
    ),
    ParameterDefinition(
        "CLIENT_RESULT_CHUNK_SIZE",
        160,
        "Largest result chunk a client downloads, in MB.",
        16,
        160,
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "CLIENT_RESULT_COLUMN_CASE_INSENSITIVE",
        False,
        "A client finds columns by name without regard to case.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition("CLIENT_SESSION_KEEP_ALIVE", False, "Clients keep the session alive.", effect=Effect.KEPT),
    ParameterDefinition(
        "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY",
        3600,
        "Seconds between two signs of life of a client.",
        900,
        3600,
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD",
        65280,
        "Bound values above which a client stages them in files; 0 is never.",
        0,
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "CLIENT_TELEMETRY_ENABLED",
        False,
        "A client sends telemetry; it is taken and thrown away.",
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "CLIENT_TIMESTAMP_TYPE_MAPPING",
        "TIMESTAMP_LTZ",
        "Type as which a client binds timestamps.",
        choices=("TIMESTAMP_LTZ", "TIMESTAMP_NTZ"),
        effect=Effect.KEPT,
    ),
    ParameterDefinition(
        "ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1",
        False,
        "A client reaches stages by regional addresses.",
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "QUERY_CONTEXT_CACHE_SIZE",
        5,
        "Entries of the query context that a client sends back.",
        0,
        effect=Effect.KEPT,
        internal=True,
    ),
    ParameterDefinition(
        "SERVICE_NAME", "", "Service that a client asks for in its headers.", effect=Effect.KEPT, internal=True
    ),
)

"""How statements run: transactions, time-outs, limits, names."""

from __future__ import annotations

from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition

DEFINITIONS = (
    ParameterDefinition("ABORT_DETACHED_QUERY", False, "Abort a query whose connection is lost.", effect=Effect.KEPT),
    ParameterDefinition("AUTOCOMMIT", True, "Each statement outside of a transaction is one of its own."),
    ParameterDefinition(
        "AUTOCOMMIT_API_SUPPORTED", True, "Clients may set AUTOCOMMIT. View only.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition(
        "ERROR_ON_NONDETERMINISTIC_MERGE",
        True,
        "MERGE fails where several source rows change one target row.",
    ),
    ParameterDefinition(
        "ERROR_ON_NONDETERMINISTIC_UPDATE",
        False,
        "UPDATE fails where several source rows change one target row.",
    ),
    ParameterDefinition("LOCK_TIMEOUT", 43200, "Seconds to wait for a lock.", 0),
    ParameterDefinition("MULTI_STATEMENT_COUNT", 1, "Statements of a driver's request; 0 is any number.", 0),
    ParameterDefinition(
        "NOORDER_SEQUENCE_AS_DEFAULT",
        True,
        "New sequences and identity columns are NOORDER unless they say otherwise.",
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition("QUERY_TAG", "", "Text kept with each statement in the history.", maximum=2000),
    ParameterDefinition(
        "QUOTED_IDENTIFIERS_IGNORE_CASE", False, "Fold quoted identifiers too.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition("ROWS_PER_RESULTSET", 0, "Most rows of a query's result; 0 is no limit.", 0),
    ParameterDefinition(
        "SEARCH_PATH",
        "$current, $public",
        "Schemas in which unqualified names are looked for.",
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition(
        "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS",
        0,
        "Seconds a statement may wait to start; 0 is no limit.",
        0,
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition("STATEMENT_TIMEOUT_IN_SECONDS", 172800, "Seconds a statement may run.", 0, 604800),
    ParameterDefinition("TRANSACTION_ABORT_ON_ERROR", False, "An error ends the transaction.", effect=Effect.KEPT),
    ParameterDefinition(
        "TRANSACTION_DEFAULT_ISOLATION_LEVEL",
        "READ COMMITTED",
        "Isolation of transactions; there is one level.",
        choices=("READ COMMITTED",),
    ),
    ParameterDefinition(
        "UNSUPPORTED_DDL_ACTION",
        "ignore",
        "What unsupported properties of constraints do.",
        choices=("ignore", "fail"),
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition("USE_CACHED_RESULT", True, "Reuse results of identical queries."),
    ParameterDefinition(
        "VARCHAR_AND_BINARY_MAX_SIZE_IN_RESULT",
        16777216,
        "Length of VARCHAR and BINARY columns of results that have none.",
        effect=Effect.ONLY_DEFAULT,
        internal=True,
    ),
    ParameterDefinition(
        "VARIANT_MAX_SIZE_IN_RESULT",
        16777216,
        "Length of VARIANT, OBJECT and ARRAY columns of results.",
        effect=Effect.ONLY_DEFAULT,
        internal=True,
    ),
)

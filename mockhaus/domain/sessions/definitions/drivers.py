"""What single drivers read: the format of their results, and what they make of values."""

from __future__ import annotations

from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition

_RESULT_FORMATS = ("ARROW", "JSON", "ARROW_FORCE")


def _result_format(prefix: str, client: str) -> ParameterDefinition:
    return ParameterDefinition(
        f"{prefix}QUERY_RESULT_FORMAT",
        "ARROW",
        f"Format of results for {client}.",
        choices=_RESULT_FORMATS,
        internal=True,
    )


def _switch(name: str, description: str, *, on: bool = False, internal: bool = False) -> ParameterDefinition:
    return ParameterDefinition(name, on, description, effect=Effect.KEPT, internal=internal)


DEFINITIONS = (
    _result_format("", "all clients"),
    _result_format("C_API_", "the C API"),
    _result_format("DOTNET_", "the .NET driver"),
    _result_format("GO_", "the Go driver"),
    _result_format("JDBC_", "the JDBC driver"),
    _result_format("ODBC_", "the ODBC driver"),
    _result_format("PYTHON_CONNECTOR_", "the Python connector"),
    _switch("JDBC_ENABLE_COMBINED_DESCRIBE", "JDBC describes and runs in one request.", internal=True),
    _switch("JDBC_ENABLE_PUT_GET", "JDBC lets PUT and GET reach local files.", on=True),
    _switch("JDBC_FORMAT_DATE_WITH_TIMEZONE", "JDBC prints dates in the time zone.", on=True, internal=True),
    _switch("JDBC_RS_COLUMN_CASE_INSENSITIVE", "JDBC finds columns without regard to case.", internal=True),
    _switch("JDBC_TREAT_DECIMAL_AS_INT", "JDBC gives NUMBER without decimals as BIGINT.", on=True),
    _switch("JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC", "JDBC reads TIMESTAMP_NTZ in UTC."),
    _switch("JDBC_USE_SESSION_TIMEZONE", "JDBC takes the session's time zone, not its machine's.", on=True),
    _switch("JS_DRIVER_DISABLE_OCSP_FOR_NON_SF_ENDPOINTS", "Node.js skips OCSP for other hosts.", internal=True),
    _switch("JS_TREAT_INTEGER_AS_BIGINT", "Node.js gives NUMBER without decimals as Bigint."),
    _switch("ODBC_TREAT_DECIMAL_AS_INT", "ODBC gives NUMBER without decimals as BIGINT."),
)

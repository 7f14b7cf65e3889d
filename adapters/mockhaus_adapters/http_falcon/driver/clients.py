"""What is known of the programs that log in."""

from __future__ import annotations

from mockhaus.domain.sessions.parameters import SessionParameters

_FORMATS = {
    "JDBC": "JDBC_QUERY_RESULT_FORMAT",
    "GO": "GO_QUERY_RESULT_FORMAT",
    ".NET": "DOTNET_QUERY_RESULT_FORMAT",
    "ODBC": "ODBC_QUERY_RESULT_FORMAT",
    "C API": "C_API_QUERY_RESULT_FORMAT",
}
_PYTHON = "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT"
_ANY = "QUERY_RESULT_FORMAT"
_JSON = "JSON"
_WITHOUT_ARROW = "JAVASCRIPT"


def takes_arrow(client: str, parameters: SessionParameters) -> bool:
    """Whether a client wants the results of queries as Arrow. The Node.js driver cannot read it."""
    name = client.upper()
    if name.startswith(_WITHOUT_ARROW):
        return False
    own = next((parameter for start, parameter in _FORMATS.items() if name.startswith(start)), _PYTHON)
    if parameters.is_set(own):
        return parameters.text(own) != _JSON
    return parameters.text(_ANY) != _JSON

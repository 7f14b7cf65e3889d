"""From the body of a request to what the core is asked, and to what its answer is to look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus_adapters.http_falcon.driver.binds import read_bindings
from mockhaus_adapters.http_falcon.sql_api.models import SubmitBody

_COUNT = "MULTI_STATEMENT_COUNT"
_FORMATS = (
    "BINARY_OUTPUT_FORMAT",
    "DATE_OUTPUT_FORMAT",
    "TIME_OUTPUT_FORMAT",
    "TIMESTAMP_OUTPUT_FORMAT",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT",
    "TIMESTAMP_TZ_OUTPUT_FORMAT",
)
_PARAMETERS = frozenset(
    {
        *_FORMATS,
        _COUNT,
        "CLIENT_RESULT_CHUNK_SIZE",
        "QUERY_TAG",
        "ROWS_PER_RESULTSET",
        "TIMEZONE",
        "USE_CACHED_RESULT",
    }
)
_UNSET_FORMATS = frozenset({"", "AUTO"})
_LONGEST_SECONDS = 604_800
_UNBINDABLE = frozenset({"ANY", "ARRAY", "OBJECT", "VARIANT"})


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a request wants its rows: NULL as null or as the text `null`, and the output formats that it gives."""

    nullable: bool = True
    formats: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends a request: the stored name of the user, the program, the network address."""

    user: str
    client: str
    address: str | None


def parameters_of(body: SubmitBody) -> dict[str, object]:
    """The parameters by upper-case names; those that are not the SQL API's are refused by name."""
    found = {name.upper(): value for name, value in (body.parameters or {}).items() if value is not None}
    for name in sorted(found.keys() - _PARAMETERS):
        raise unsupported(f"parameter {name} in a request of the SQL API")
    return dict(found)


def presentation_of(parameters: Mapping[str, object], *, nullable: bool) -> Presentation:
    """What a request says of its answer."""
    settings = SessionParameters().adopting({name: parameters[name] for name in _FORMATS if name in parameters})
    given = {name: str(value) for name, value in settings.settings}
    formats = {name: value for name, value in given.items() if value.upper() not in _UNSET_FORMATS}
    return Presentation(nullable, MappingProxyType(formats))


def statement_request(body: SubmitBody, parameters: Mapping[str, object], sender: Sender) -> StatementRequest:
    """What the core is asked. Errors of bindings and parameters are the statement's, as Snowflake has them."""
    if not body.statement:
        raise SnowflakeError(ErrorCode.EMPTY_STATEMENT)
    count = _count(parameters.get(_COUNT))
    if body.bindings and count != 1:
        raise unsupported("bindings in a request of several statements")
    _check_types(body.bindings or {})
    values, array = read_bindings(body.bindings, None)
    return StatementRequest(
        sql=body.statement,
        context=SessionRequest(
            user=always_quote(sender.user),
            role=_quoted(body.role),
            database=_quoted(body.database),
            schema=_quoted(body.schema_),
            warehouse=_quoted(body.warehouse),
            parameters=parameters,
            client=sender.client,
            address=sender.address,
            lenient=True,
        ),
        parameters=values,
        array=array,
        timeout=None if body.timeout is None else float(body.timeout or _LONGEST_SECONDS),
        statement_count=count,
        by_sql_api=True,
    )


def _quoted(name: str | None) -> str | None:
    return always_quote(name) if name else None


def _count(value: object) -> int:
    """How many statements there are to be; 0 is any number, and where nothing is said there is one."""
    text = "1" if value is None else str(value).strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(2**31)):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=_COUNT)
    return int(text)


def _check_types(bindings: Mapping[str, Any]) -> None:
    for given in bindings.values():
        name = str(given.get("type")).upper() if isinstance(given, dict) else ""
        if name in _UNBINDABLE:
            raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=name)

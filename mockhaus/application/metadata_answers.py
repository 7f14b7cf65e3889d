"""The answers of functions that the core answers before a plan runs, as relations and as parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from mockhaus.application import (
    copy_history,
    explanations,
    information_external,
    listed_files,
    load_validation,
    pipe_functions,
    pipe_status,
    query_history,
    recreating,
)
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import RowsRelation
from mockhaus.translation.metadata_calls import FUNCTIONS, MetadataCall, metadata_call_of
from mockhaus.translation.metadata_empty import EMPTY
from mockhaus.translation.metadata_functions import EXPLAIN_PLAN_JSON, GET_DDL, LISTED_FILES, PIPE_STATUS, SCALAR
from mockhaus.translation.metadata_tables import (
    COPY_HISTORY,
    EXPLAIN_JSON,
    EXTERNAL_TABLE_FILES,
    FILE_REGISTRATIONS,
    PIPE_USAGE_HISTORY,
    VALIDATE,
    VALIDATE_PIPE_LOAD,
)

Arguments = Mapping[str, Value]
"""The values that were given, by parameter."""


def rows(provided: str, run: StatementRun) -> RowsRelation | None:
    """The answer of a table function by the name under which it is provided; None for what is no call of one."""
    call = metadata_call_of(provided)
    if call is None or call.function in SCALAR:
        return None
    function = FUNCTIONS[call.function]
    columns = tuple((engine_name(name), data_type) for name, data_type in function.columns)
    return RowsRelation(call.relation, columns, tuple(_TABLES[call.function](run, _evaluated(call, run))))


def answer(provided: str, run: StatementRun) -> bool:
    """Answer a call of a scalar function, as a parameter of the statement; whether it was one."""
    call = metadata_call_of(provided)
    if call is None or call.function not in SCALAR:
        return False
    run.answers[call.relation] = _VALUES[call.function](run, _evaluated(call, run))
    return True


def _evaluated(call: MetadataCall, run: StatementRun) -> Arguments:
    """The arguments' values, which the engine computes."""
    if not call.arguments:
        return {}
    types = dict(FUNCTIONS[call.function].parameters)
    columns = tuple(ResultColumn(name, types[name]) for name in call.arguments)
    stream = run.session.engine.query(f"SELECT {', '.join(call.arguments.values())}", columns, run.parameters())
    try:
        (values,) = stream.fetch(1)
    except OverflowError as error:
        raise SnowflakeError(ErrorCode.DATA, detail="Timestamp is out of range") from error
    finally:
        stream.close()
    return dict(zip(call.arguments, values, strict=True))


def _get_ddl(run: StatementRun, arguments: Arguments) -> str | None:
    if None in arguments.values():
        return None
    kind, name = str(arguments["OBJECT_TYPE"]), str(arguments["OBJECT_NAME"])
    return recreating.get_ddl(run, kind, name, full=bool(arguments.get("FULL")))


def _explain_plan_json(run: StatementRun, arguments: Arguments) -> str | None:
    value = arguments["STATEMENT"]
    return None if value is None else explanations.document_of(run, str(value))


def _pipe_status(run: StatementRun, arguments: Arguments) -> str | None:
    value = arguments["PIPE_NAME"]
    return None if value is None else pipe_status.status_document(run, str(value))


def _explain_json(_: StatementRun, arguments: Arguments) -> Iterable[Row]:
    return explanations.rows_of(str(arguments["PLAN"]))


_VALUES: Mapping[str, Callable[[StatementRun, Arguments], Value]] = MappingProxyType(
    {GET_DDL: _get_ddl, EXPLAIN_PLAN_JSON: _explain_plan_json, PIPE_STATUS: _pipe_status}
)
_TABLES: Mapping[str, Callable[[StatementRun, Arguments], Iterable[Row]]] = MappingProxyType(
    {
        **query_history.ROWS,
        COPY_HISTORY: copy_history.rows,
        EXPLAIN_JSON: _explain_json,
        LISTED_FILES: listed_files.rows,
        EXTERNAL_TABLE_FILES: information_external.files,
        FILE_REGISTRATIONS: information_external.registrations,
        VALIDATE: load_validation.rows,
        VALIDATE_PIPE_LOAD: pipe_functions.validate_pipe_load,
        PIPE_USAGE_HISTORY: pipe_functions.pipe_usage_history,
        **dict.fromkeys(EMPTY, lambda *_: ()),
    }
)

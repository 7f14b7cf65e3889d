"""The answers of functions that the core answers before a plan runs, as relations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from mockhaus.application import query_history, recreating
from mockhaus.application.services import StatementRun
from mockhaus.domain.identifiers import engine_name
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import RowsRelation
from mockhaus.translation.metadata_calls import FUNCTIONS, MetadataCall, metadata_call_of
from mockhaus.translation.metadata_functions import GET_DDL
from mockhaus.translation.metadata_tables import EMPTY

Arguments = Mapping[str, Value]
"""The values that were given, by parameter."""


def rows(provided: str, run: StatementRun) -> RowsRelation | None:
    """The answer of a call by the name under which it is provided; None for what is no such call."""
    call = metadata_call_of(provided)
    if call is None:
        return None
    columns = tuple((engine_name(name), data_type) for name, data_type in FUNCTIONS[call.function].columns)
    return RowsRelation(call.relation, columns, tuple(_ANSWERS[call.function](run, _evaluated(call, run))))


def _evaluated(call: MetadataCall, run: StatementRun) -> Arguments:
    """The arguments' values, which the engine computes."""
    if not call.arguments:
        return {}
    types = dict(FUNCTIONS[call.function].parameters)
    columns = tuple(ResultColumn(name, types[name]) for name in call.arguments)
    stream = run.session.engine.query(f"SELECT {', '.join(call.arguments.values())}", columns, run.parameters())
    (values,) = stream.fetch(1)
    stream.close()
    return dict(zip(call.arguments, values, strict=True))


def _get_ddl(run: StatementRun, arguments: Arguments) -> Iterable[Row]:
    if None in arguments.values():
        return [(None,)]
    kind, name = str(arguments["OBJECT_TYPE"]), str(arguments["OBJECT_NAME"])
    return [(recreating.get_ddl(run, kind, name, full=bool(arguments.get("FULL"))),)]


_ANSWERS: Mapping[str, Callable[[StatementRun, Arguments], Iterable[Row]]] = MappingProxyType(
    {
        GET_DDL: _get_ddl,
        **query_history.ROWS,
        **dict.fromkeys(EMPTY, lambda *_: ()),
    }
)

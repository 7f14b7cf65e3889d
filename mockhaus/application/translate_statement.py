"""Use case: what a statement becomes for the engine, and how it would be carried out, without carrying it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from mockhaus.application.authorization import authorize
from mockhaus.application.binding import Binds, bind, bind_nothing
from mockhaus.application.execute_statement import ExecuteStatement, StatementRequest
from mockhaus.application.handlers import dml, queries
from mockhaus.application.handlers.explaining import explain
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import RowSet
from mockhaus.domain.statements import (
    Call,
    Delete,
    Explain,
    Insert,
    InsertMany,
    Merge,
    Query,
    Statement,
    StatementKind,
    Truncate,
    Update,
)
from mockhaus.domain.types import DataType, ResultColumn
from mockhaus.translation.parsing import kind_of, split
from mockhaus.translation.placeholders import count_positional_binds

_DML = (Insert, InsertMany, Update, Delete, Merge, Truncate)
_MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What a statement becomes: the engine's statements in order, all or nothing, and the columns of its result.

    `parameters` are the types of its bound values by engine parameter: `p1`, `p2`, … and `n_<name>`; NULL's for one
    whose value is not known.
    """

    kind: StatementKind
    steps: tuple[str, ...]
    columns: tuple[ResultColumn, ...]
    parameters: Mapping[str, DataType]


class TranslateStatement:
    """Plans the single statement of a request in a session of its own; nothing is recorded. Thread-safe.

    Of the request `sql`, `session_id`, `context` and `parameters` count. Without `parameters` its positional values
    are untyped NULLs. The errors are the statement's own, and STATEMENT_COUNT where there is not one.
    """

    def __init__(self, execute: ExecuteStatement) -> None:
        self._execute = execute

    def __call__(self, request: StatementRequest) -> Translation:
        """The translation of a query, a CALL or DML; other statements are refused: they become no engine SQL alone."""
        with self._planning(request) as (statement, run):
            steps, columns = _planned(statement, run)
        return Translation(kind=kind_of(statement), steps=steps, columns=columns, parameters=run.bind_types)

    def explain(self, request: StatementRequest, style: str) -> RowSet:
        """What EXPLAIN of the statement answers; `style` is TABULAR, JSON or TEXT."""
        with self._planning(request) as (statement, run):
            explained = statement if isinstance(statement, Explain) else Explain(statement, style)
            outcome = explain(explained, run)
            return RowSet(outcome.columns, tuple(outcome.rows.fetch(_MOST_ROWS)))

    @contextmanager
    def _planning(self, request: StatementRequest) -> Iterator[tuple[Statement, StatementRun]]:
        text = _single(request.sql)
        binds = _binds(text, request)
        services = self._execute.services
        with self._execute.session_for(request) as session:
            run = StatementRun(
                session=session,
                services=services,
                query_id=services.identity.query_id(),
                text=text,
                bind_values=binds.values,
                bind_types=binds.types,
            )
            yield self._execute.parsed(session, text, binds), run


def _single(sql: str) -> str:
    texts = [item.text for item in split(sql)]
    if not texts:
        raise SnowflakeError(ErrorCode.EMPTY_STATEMENT)
    if len(texts) > 1:
        raise SnowflakeError(ErrorCode.STATEMENT_COUNT, actual=len(texts), desired=1)
    return texts[0]


def _binds(text: str, request: StatementRequest) -> Binds:
    if request.parameters is None:
        return bind_nothing(count_positional_binds(text))
    return bind(request.parameters)


def _planned(statement: Statement, run: StatementRun) -> tuple[tuple[str, ...], tuple[ResultColumn, ...]]:
    if isinstance(statement, Query | Call):
        query = queries.plan(run, statement.fragment, wide=False)
        authorize(run, query.accesses)
        return (query.sql,), query.columns
    if not isinstance(statement, _DML):
        raise unsupported(f"translation of {kind_of(statement).value}")
    columns = dml.preview(statement, run).columns
    planner = dml.planner_of(statement, run)
    write = attempted(run, lambda precision: planner(run.translation(precision)), first_precision(run))
    return tuple(step.sql for step in write.steps) if write else (), columns

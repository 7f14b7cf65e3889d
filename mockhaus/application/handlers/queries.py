"""Queries: plan, authorize, provide what the core provides, run, and meet the first errors before any row is given."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial

from mockhaus.application import result_scans
from mockhaus.application.authorization import authorize
from mockhaus.application.handlers import pivoting
from mockhaus.application.handlers.system_calls import answers
from mockhaus.application.kept_plans import PlanMaker, kept_plan
from mockhaus.application.outcome import BegunRows, Outcome, ReadyRows
from mockhaus.application.provided import provide, release
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Call, Fragment, Query, Statement
from mockhaus.ports.engine import RowStream
from mockhaus.ports.results import FIRST_ROWS
from mockhaus.ports.tracing import TracePhase
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.translate import plan_query


def query(statement: Statement, run: StatementRun) -> Outcome:
    """SELECT, WITH, VALUES and set operations; CALL of a system function."""
    assert isinstance(statement, Query | Call)  # noqa: S101 - the registry pairs them
    wide = run.session.transaction is not None
    try:
        return _run(run, plan(run, statement.fragment, wide=wide))
    except SnowflakeError as error:
        if wide or not is_overflow(error):
            raise
    return _run(run, plan(run, statement.fragment, wide=True))


def is_overflow(error: SnowflakeError) -> bool:
    """Whether a plan of 128-bit integers may succeed where this one failed."""
    return error.error is ErrorCode.NUMERIC_OUT_OF_RANGE and bool(error.details.get("overflow"))


def plan(run: StatementRun, fragment: Fragment, *, wide: bool) -> QueryPlan:
    """The plan of a query, from the cache where everything that it depends on is the same."""
    phase = run.phases.enter(TracePhase.TRANSLATE)
    made = _plan(run, fragment, wide=wide)
    run.phases.enter(phase)
    return made


def _plan(run: StatementRun, fragment: Fragment, *, wide: bool) -> QueryPlan:
    if run.piped or result_scans.may_be_in(fragment.text) or run.bound_names():
        run.phases.plan(kept=False)
        return _made_once(run, fragment, wide=wide)
    key = partial(_key, fragment=fragment, wide=wide)
    return kept_plan(run, PlanMaker(key, partial(_made, fragment=fragment, wide=wide)))


def _made_once(run: StatementRun, fragment: Fragment, *, wide: bool) -> QueryPlan:
    """A plan that holds for this run only."""
    made, _ = pivoting.plan(run, partial(plan_query, fragment), run.translation(wide=wide))
    return replace(made, volatile=True)


def _made(run: StatementRun, *, fragment: Fragment, wide: bool) -> tuple[QueryPlan, bool]:
    made, once = pivoting.plan(run, partial(plan_query, fragment), run.translation(wide=wide))
    return replace(made, volatile=True) if once else made, not once


def _key(run: StatementRun, fragment: Fragment, *, wide: bool) -> Hashable:
    session = run.session
    temporary = (session.id, session.temporary.version) if session.temporary.version else None
    binds = tuple(run.bind_types.items())
    return (fragment.text, session.context, temporary, run.services.catalog.current.version, binds, wide)


def _run(run: StatementRun, made: QueryPlan) -> Outcome:
    authorize(run, made.accesses)
    question = run.services.reuse.question(run.session, made, tuple(run.bind_values.values()))
    answered = question.answered() if question else None
    if question is not None and answered is not None:
        return Outcome(made.columns, ReadyRows(answered), kept=question.keep)
    run.phases.enter(TracePhase.EXECUTE)
    provide(run, made.provided)
    run.check_cancelled()
    parameters = run.parameters(answers(run, made.calls) if made.calls else {})
    sql = _limited(made.sql, run)
    rows = run.session.engine.query(sql, made.columns, parameters, arrow=not made.few_rows)
    begun = _begun(rows, partial(release, run, made.provided))
    return Outcome(made.columns, begun, kept=question.keeper() if question else None)


def _limited(sql: str, run: StatementRun) -> str:
    """The query with as many rows as the session wants at most: the first ones, in the query's order."""
    most = run.session.context.parameters.integer("ROWS_PER_RESULTSET")
    return f"SELECT * FROM ({sql}) LIMIT {most}" if most else sql


def _begun(rows: RowStream, ended: Callable[[], None]) -> RowStream:
    try:
        first = rows.fetch(FIRST_ROWS)
    except BaseException:
        rows.close()
        ended()
        raise
    return BegunRows(first, rows, ended)

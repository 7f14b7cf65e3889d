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
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.provided import provide, release
from mockhaus.application.services import StatementRun
from mockhaus.domain.statements import Call, Fragment, Query, Statement
from mockhaus.ports.engine import RowStream
from mockhaus.ports.results import FIRST_ROWS
from mockhaus.ports.tracing import TracePhase
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.precision import Precision
from mockhaus.translation.translate import plan_query


def query(statement: Statement, run: StatementRun) -> Outcome:
    """SELECT, WITH, VALUES and set operations; CALL of a system function."""
    assert isinstance(statement, Query | Call)  # noqa: S101 - the registry pairs them
    first = first_precision(run, wide=run.session.transaction is not None)
    return attempted(run, lambda precision: _run(run, _phased(run, statement.fragment, precision)), first)


def plan(run: StatementRun, fragment: Fragment, *, wide: bool) -> QueryPlan:
    """The plan of a query that is not run, as fine as its text and its tables ask for."""
    return attempted(run, lambda precision: _phased(run, fragment, precision), first_precision(run, wide=wide))


def _phased(run: StatementRun, fragment: Fragment, precision: Precision) -> QueryPlan:
    """The plan of a query, from the cache where everything that it depends on is the same."""
    phase = run.phases.enter(TracePhase.TRANSLATE)
    made = _plan(run, fragment, precision)
    run.phases.enter(phase)
    return made


def _plan(run: StatementRun, fragment: Fragment, precision: Precision) -> QueryPlan:
    if run.piped or result_scans.may_be_in(fragment.text) or run.bound_names():
        run.phases.plan(kept=False)
        return _made_once(run, fragment, precision)
    key = partial(_key, fragment=fragment, precision=precision)
    return kept_plan(run, PlanMaker(key, partial(_made, fragment=fragment, precision=precision)))


def _made_once(run: StatementRun, fragment: Fragment, precision: Precision) -> QueryPlan:
    """A plan that holds for this run only."""
    made, _ = pivoting.plan(run, partial(plan_query, fragment), run.translation(precision))
    return replace(made, volatile=True)


def _made(run: StatementRun, *, fragment: Fragment, precision: Precision) -> tuple[QueryPlan, bool]:
    made, once = pivoting.plan(run, partial(plan_query, fragment), run.translation(precision))
    return replace(made, volatile=True) if once else made, not once


def _key(run: StatementRun, fragment: Fragment, precision: Precision) -> Hashable:
    session = run.session
    temporary = (session.id, session.temporary.version) if session.temporary.version else None
    binds = tuple(run.bind_types.items())
    return (fragment.text, session.context, temporary, run.services.catalog.current.version, binds, precision)


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

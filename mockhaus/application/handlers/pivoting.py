"""Plans of statements that depend on values: PIVOT … IN (ANY) and IN (query), AT and BEFORE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from mockhaus.application import authorization, moments
from mockhaus.application.provided import provide
from mockhaus.application.services import StatementRun
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.plan import Moment, MomentError, PivotValuesError, QueryPlan

_ROWS_AT_ONCE = 1_000

Made = TypeVar("Made")


def plan(
    run: StatementRun, planner: Callable[[TranslationContext], Made], context: TranslationContext
) -> tuple[Made, bool]:
    """A plan, and whether values decided it: then it holds for this run only."""
    values: dict[str, tuple[str, ...]] = {}
    found: dict[str, Moment] = {}
    while True:
        try:
            settled = bool(values or found)
            return planner(replace(context, pivot_values=values, moments=found) if settled else context), settled
        except PivotValuesError as needed:
            values[needed.plan.sql] = _values(run, needed.plan)
        except MomentError as needed:
            found[needed.asked.key] = moments.moment(run, needed.asked)


def _values(run: StatementRun, needed: QueryPlan) -> tuple[str, ...]:
    authorization.authorize(run, needed.accesses)
    provide(run, needed.provided)
    run.check_cancelled()
    rows = run.session.engine.query(needed.sql, needed.columns, run.parameters())
    values: list[str] = []
    try:
        while part := rows.fetch(_ROWS_AT_ONCE):
            values.extend(str(value) for (value,) in part)
    finally:
        rows.close()
    return tuple(values)

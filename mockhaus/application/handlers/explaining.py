"""EXPLAIN: https://docs.snowflake.com/en/sql-reference/sql/explain.

The query is planned, which finds its errors, and is not run.
"""

from __future__ import annotations

from mockhaus.application import explanations
from mockhaus.application.authorization import authorize
from mockhaus.application.handlers.queries import plan
from mockhaus.application.outcome import Outcome, row_set
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import unsupported
from mockhaus.domain.results import RowSet
from mockhaus.domain.statements import Explain, Query, Statement
from mockhaus.domain.types import VARCHAR, ResultColumn

_CONTENT = (ResultColumn("content", VARCHAR),)


def explain(statement: Statement, run: StatementRun) -> Outcome:
    """EXPLAIN [USING TABULAR | JSON | TEXT] query."""
    assert isinstance(statement, Explain)  # noqa: S101 - the registry pairs them
    if not isinstance(statement.statement, Query):
        raise unsupported(f"EXPLAIN of {type(statement.statement).__name__.upper()}")
    fragment = statement.statement.fragment
    made = plan(run, fragment, wide=False)
    authorize(run, made.accesses)
    found = explanations.operations(run, fragment)
    match statement.style:
        case "TABULAR":
            return row_set(RowSet(explanations.COLUMNS, tuple(explanations.rows(found))))
        case "JSON":
            return row_set(RowSet(_CONTENT, ((explanations.document(found),),)))
    return row_set(RowSet(_CONTENT, ((explanations.text(found),),)))

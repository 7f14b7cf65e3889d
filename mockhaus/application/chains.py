"""Statements chained by the pipe `->>`: each may read the results of those before it.

Follows https://docs.snowflake.com/en/sql-reference/operators-flow. A result is kept as that of any statement is, under
a query id of its own; `$1`, `$2`, … in FROM count back from the statement that names them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Chain, Statement

Step = Callable[[Statement, StatementRun], Outcome]
"""Carries out one statement of a chain."""


def carry_out(chain: Chain, run: StatementRun, step: Step) -> Outcome:
    """Carry out the statements one after the other; what the last one answers."""
    if run.bind_values or run.array is not None:
        raise unsupported("bound values in statements that are chained by ->>")
    piped: tuple[str, ...] = ()
    for link in chain.links[:-1]:
        query_id = run.services.identity.query_id()
        one = replace(run, query_id=query_id, text=link.text, piped=piped)
        outcome = step(link.statement, one)
        try:
            run.services.results.keep(query_id, outcome.columns, outcome.rows, owner=run.session.context.user)
        finally:
            outcome.rows.close()
        piped = (query_id, *piped)
        run.check_cancelled()
    last = chain.links[-1]
    return step(last.statement, replace(run, text=last.text, piped=piped))

"""SHOW FUNCTIONS: https://docs.snowflake.com/en/sql-reference/sql/show-functions.

There are no functions in schemas, so those that are built in are all there are. What they take and give is not told.
"""

from __future__ import annotations

from mockhaus.application.handlers.showing.absent import FUNCTIONS
from mockhaus.application.handlers.showing.listing import COUNT, chosen, result, schema_scope, yes
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show
from mockhaus.translation.built_in import BuiltIn, built_in_functions


def functions(statement: Show, run: StatementRun) -> Outcome:
    """SHOW [BUILTIN] FUNCTIONS: those that are built in, and none in a database or schema."""
    schema_scope(statement, run)
    everywhere = statement.scope_kind in (None, "ACCOUNT") and statement.scope is None
    items = chosen(statement, built_in_functions() if everywhere else (), lambda item: item.name)
    counts = {"min_num_arguments": COUNT, "max_num_arguments": COUNT}
    return result(FUNCTIONS, map(_row, items), **counts)


def _row(item: BuiltIn) -> Row:
    flags = ("N", None, "N", "N", "SQL", "N", "N")
    return (
        *(None, item.name, "", "Y", yes(item.aggregate), None, item.fewest, item.most),
        *("", "", "", *flags),
    )

"""EXPLAIN: https://docs.snowflake.com/en/sql-reference/sql/explain.

The query is planned, which finds its errors, and is not run. There are no micro-partitions here: their numbers and
bytes are NULL in a table, and left out of text and JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from mockhaus.application.authorization import authorize
from mockhaus.application.handlers.queries import plan
from mockhaus.application.outcome import Outcome, row_set
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import unsupported
from mockhaus.domain.results import Row, RowSet
from mockhaus.domain.statements import Explain, Query, Statement
from mockhaus.domain.types import VARCHAR, ResultColumn, number
from mockhaus.translation.explaining import Operation, explained

_COUNT = number()
_COLUMNS = (
    ResultColumn("step", _COUNT),
    ResultColumn("id", _COUNT),
    ResultColumn("parentOperators", VARCHAR),
    ResultColumn("operation", VARCHAR),
    ResultColumn("objects", VARCHAR),
    ResultColumn("alias", VARCHAR),
    ResultColumn("expressions", VARCHAR),
    ResultColumn("partitionsTotal", _COUNT),
    ResultColumn("partitionsAssigned", _COUNT),
    ResultColumn("bytesAssigned", _COUNT),
)
_NUMBERS = (None, None, None)
_CONTENT = (ResultColumn("content", VARCHAR),)
_INDENT = "     "

_Placed = tuple[int, int | None, int, Operation]
"""An operation with its number, that of the one above it, and its depth."""


def explain(statement: Statement, run: StatementRun) -> Outcome:
    """EXPLAIN [USING TABULAR | JSON | TEXT] query."""
    assert isinstance(statement, Explain)  # noqa: S101 - the registry pairs them
    if not isinstance(statement.statement, Query):
        raise unsupported(f"EXPLAIN of {type(statement.statement).__name__.upper()}")
    fragment = statement.statement.fragment
    made = plan(run, fragment, wide=False)
    authorize(run, made.accesses)
    context = run.session.context
    found = list(_placed(explained(fragment, run.names(), context.database, context.schema)))
    match statement.style:
        case "TABULAR":
            return row_set(RowSet(_COLUMNS, tuple(_rows(found))))
        case "JSON":
            return row_set(RowSet(_CONTENT, ((_document(found),),)))
    return row_set(RowSet(_CONTENT, ((_text(found),),)))


def _placed(root: Operation) -> Iterator[_Placed]:
    stack: list[tuple[int | None, int, Operation]] = [(None, 0, root)]
    number_ = 0
    while stack:
        parent, depth, operation = stack.pop()
        yield number_, parent, depth, operation
        stack += [(number_, depth + 1, child) for child in reversed(operation.children)]
        number_ += 1


def _rows(found: list[_Placed]) -> Iterator[Row]:
    yield (None, None, None, "GlobalStats", None, None, None, *_NUMBERS)
    for place, parent, _, operation in found:
        above = None if parent is None else f"[{parent}]"
        objects, expressions = ", ".join(operation.objects) or None, ", ".join(operation.expressions) or None
        yield (1, place, above, operation.operation, objects, operation.alias, expressions, *_NUMBERS)


def _document(found: list[_Placed]) -> str:
    operations = [_entry(place, parent, operation) for place, parent, _, operation in found]
    return json.dumps({"GlobalStats": {}, "Operations": [operations]}, ensure_ascii=False, separators=(",", ":"))


def _entry(place: int, parent: int | None, operation: Operation) -> dict[str, object]:
    entry = {
        "id": place,
        "parentOperators": None if parent is None else [parent],
        "operation": operation.operation,
        "objects": list(operation.objects),
        "alias": operation.alias,
        "expressions": list(operation.expressions),
    }
    return {key: value for key, value in entry.items() if value not in (None, [])}


def _text(found: list[_Placed]) -> str:
    lines = ["GlobalStats:", "Operations:"]
    for place, _, depth, operation in found:
        expressions = ", ".join(operation.expressions)
        words = [f"->{operation.operation}", *operation.objects, operation.alias or "", expressions]
        lines.append(f"1:{place}".ljust(5) + _INDENT * depth + "  ".join(filter(None, words)))
    return "\n".join(lines) + "\n"

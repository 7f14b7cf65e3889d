"""What EXPLAIN tells of a query: its operations, as a table, as JSON and as text.

There are no micro-partitions here: their numbers and bytes are NULL in a table, and left out of text and JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mockhaus.application.authorization import authorize
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.result_scans import is_query_id
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.plan_text import plan_text
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Fragment, Query
from mockhaus.domain.types import VARCHAR, ResultColumn, number
from mockhaus.translation.explaining import Operation, explained
from mockhaus.translation.parsing import parse
from mockhaus.translation.translate import plan_query

_COUNT = number()
COLUMNS = (
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

Placed = tuple[int, int | None, Operation]
"""An operation with its number and that of the one above it."""


def operations(run: StatementRun, fragment: Fragment) -> list[Placed]:
    """The operations of a query, each before those below it."""
    context = run.session.context
    return list(_placed(explained(fragment, run.names(), context.database, context.schema)))


def document_of(run: StatementRun, text_: str) -> str:
    """The JSON of EXPLAIN for a query by its text, or by the id of the user's own statement."""
    record = run.past.find(text_) if run.past is not None and is_query_id(text_) else None
    if record is not None and record.user == run.session.context.user:
        text_ = record.text
    statement = parse(text_)
    if not isinstance(statement, Query):
        raise unsupported(f"EXPLAIN of {type(statement).__name__.upper()}")
    fragment = statement.fragment
    plan = attempted(run, lambda precision: plan_query(fragment, run.translation(precision)), first_precision(run))
    authorize(run, plan.accesses)
    return document(operations(run, statement.fragment))


def _placed(root: Operation) -> Iterator[Placed]:
    stack: list[tuple[int | None, Operation]] = [(None, root)]
    number_ = 0
    while stack:
        parent, operation = stack.pop()
        yield number_, parent, operation
        stack += [(number_, child) for child in reversed(operation.children)]
        number_ += 1


def rows(found: list[Placed]) -> Iterator[Row]:
    """The table of EXPLAIN, in the order of `COLUMNS`."""
    yield (None, None, None, "GlobalStats", None, None, None, *_NUMBERS)
    for place, parent, operation in found:
        above = None if parent is None else f"[{parent}]"
        objects, expressions = ", ".join(operation.objects) or None, ", ".join(operation.expressions) or None
        yield (1, place, above, operation.operation, objects, operation.alias, expressions, *_NUMBERS)


def document(found: list[Placed]) -> str:
    """The JSON of EXPLAIN."""
    operations = [_entry(place, parent, operation) for place, parent, operation in found]
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


def text(found: list[Placed]) -> str:
    """The text of EXPLAIN."""
    return plan_text(document(found))


def rows_of(document_: str) -> Iterator[Row]:
    """The table of EXPLAIN, from its JSON; SEMANTIC where it is none."""
    try:
        plan = json.loads(document_)
        steps = enumerate(plan["Operations"], 1)
        found = [(step, operation) for step, operations_ in steps for operation in operations_]
        return iter([(None, None, None, "GlobalStats", None, None, None, *_NUMBERS), *(_row(*item) for item in found)])
    except (KeyError, TypeError, ValueError) as error:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="The argument of EXPLAIN_JSON is no plan.") from error


def _row(step: int, operation: dict[str, Any]) -> Row:
    parents = operation.get("parentOperators")
    return (
        step,
        operation["id"],
        None if parents is None else f"[{', '.join(map(str, parents))}]",
        operation["operation"],
        ", ".join(operation.get("objects", ())) or None,
        operation.get("alias"),
        ", ".join(operation.get("expressions", ())) or None,
        *_NUMBERS,
    )

"""SHOW SEQUENCES."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Listed

from mockhaus.application.handlers.showing.listing import COUNT, chosen, object_name, result, seen_in, where, yes
from mockhaus.application.next_values import next_values
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import Sequence
from mockhaus.domain.results import Row, Value
from mockhaus.domain.statements import Show

HEADINGS = "name database_name schema_name next_value interval created_on owner comment owner_role_type ordered"
TYPES = {"next_value": COUNT, "interval": COUNT}


def sequences(statement: Show, run: StatementRun) -> Outcome:
    """SHOW SEQUENCES."""
    found = (seen for seen in seen_in(statement, run) if isinstance(seen.item, Sequence))
    return result(HEADINGS, sequence_rows(run, chosen(statement, found, object_name)), **TYPES)


def sequence_rows(run: StatementRun, items: Listed[Seen]) -> Iterator[Row]:
    """Sequences as SHOW and DESCRIBE print them."""
    for seen, value in zip(items, next_values(run, items), strict=True):
        if isinstance(seen.item, Sequence):
            yield _row(seen, seen.item, value)


def _row(seen: Seen, item: Sequence, next_value: Value) -> Row:
    return (
        item.name,
        *where(seen),
        next_value,
        item.increment,
        item.created_at,
        item.owner,
        item.comment,
        "ROLE",
        yes(item.ordered),
    )

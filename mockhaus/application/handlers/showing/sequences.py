"""SHOW SEQUENCES."""

from __future__ import annotations

from mockhaus.application.handlers.showing.listing import COUNT, chosen, object_name, result, seen_in, where, yes
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import Sequence
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

HEADINGS = "name database_name schema_name next_value interval created_on owner comment owner_role_type ordered"
TYPES = {"next_value": COUNT, "interval": COUNT}


def sequences(statement: Show, run: StatementRun) -> Outcome:
    """SHOW SEQUENCES. The next value is not known: the engine hands numbers out."""
    items = chosen(statement, seen_in(statement, run), object_name)
    rows = (sequence_row(seen, seen.item) for seen in items if isinstance(seen.item, Sequence))
    return result(HEADINGS, rows, **TYPES)


def sequence_row(seen: Seen, item: Sequence) -> Row:
    """A sequence as SHOW and DESCRIBE print it."""
    return (
        item.name,
        *where(seen),
        None,
        item.increment,
        item.created_at,
        item.owner,
        item.comment,
        "ROLE",
        yes(item.ordered),
    )

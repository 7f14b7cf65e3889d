"""The values that sequences will give next."""

from __future__ import annotations

from collections.abc import Sequence as Listed

from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Sequence
from mockhaus.domain.results import Value
from mockhaus.domain.types import VARCHAR, ResultColumn, number
from mockhaus.translation.counters import next_values as next_values_sql

_MOST = 100_000
_COLUMNS = (ResultColumn("ATTACHMENT", VARCHAR), ResultColumn("NAME", VARCHAR), ResultColumn("NEXT", number(38, 0)))


def next_values(run: StatementRun, items: Listed[Seen]) -> list[Value]:
    """The next value of each sequence among the items; None for what is none, and where the engine cannot be asked."""
    wanted = [_physical(seen) for seen in items]
    if not any(wanted) or run.session.engine.failed:
        return [None] * len(items)
    rows = run.session.engine.query(next_values_sql(), _COLUMNS)
    try:
        found = {(row[0], row[1]): row[2] for row in rows.fetch(_MOST)}
    finally:
        rows.close()
    return [found.get(place) if place else None for place in wanted]


def _physical(seen: Seen) -> tuple[str, str] | None:
    if not isinstance(seen.item, Sequence):
        return None
    return seen.place.database.database.attachment, physical.sequence_name(seen.item)

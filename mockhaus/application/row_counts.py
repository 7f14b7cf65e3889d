"""The number of rows of tables, as far as telling it is cheap."""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Table
from mockhaus.domain.results import Value
from mockhaus.domain.types import ResultColumn, number

_MOST = 500
_COLUMNS = (ResultColumn("PLACE", number(38, 0)), ResultColumn("ROWS", number(38, 0)))


def row_counts(run: StatementRun, items: Sequence[Seen]) -> list[Value]:
    """The rows of each item; None for what is no live table, and for all where there are too many to count."""
    sources = {place: source for place, seen in enumerate(items) if (source := _source(seen)) is not None}
    if not sources or len(sources) > _MOST or run.session.engine.failed:
        return [None] * len(items)
    counted = " UNION ALL ".join(f"SELECT {place}, count(*) FROM {source}" for place, source in sources.items())
    rows = run.session.engine.query(counted, _COLUMNS)
    try:
        found = {row[0]: row[1] for row in rows.fetch(len(sources))}
    finally:
        rows.close()
    return [found.get(place) for place in range(len(items))]


def _source(seen: Seen) -> str | None:
    item = seen.item
    if not isinstance(item, Table) or item.dropped_at is not None:
        return None
    attachment = physical.attachment_of(seen.place.database.database, item)
    return physical.relation(attachment, physical.table_name(item))

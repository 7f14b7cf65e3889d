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
_COUNT = number(38, 0)


def row_counts(run: StatementRun, items: Sequence[Seen]) -> list[Value]:
    """The rows of each item; None for what is no live table, and for all where there are too many to count."""
    sources = [_source(seen) for seen in items]
    wanted = [source for source in sources if source is not None]
    if not wanted or len(wanted) > _MOST or run.session.engine.failed:
        return [None] * len(items)
    columns = [ResultColumn(f"C{place}", _COUNT) for place in range(len(wanted))]
    counted = ", ".join(f"(SELECT count(*) FROM {source})" for source in wanted)
    rows = run.session.engine.query(f"SELECT {counted}", columns)
    try:
        values = iter(rows.fetch(1)[0])
    finally:
        rows.close()
    return [None if source is None else next(values) for source in sources]


def _source(seen: Seen) -> str | None:
    item = seen.item
    if not isinstance(item, Table) or item.dropped_at is not None:
        return None
    attachment = physical.attachment_of(seen.place.database.database, item)
    return physical.relation(attachment, physical.table_name(item))

"""SHOW TABLES, SHOW VIEWS and SHOW OBJECTS."""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.application import visibility
from mockhaus.application.handlers import properties
from mockhaus.application.handlers.showing.listing import (
    COUNT,
    chosen,
    object_name,
    result,
    schema_scope,
    seen_in,
    where,
    yes,
)
from mockhaus.application.outcome import Outcome
from mockhaus.application.row_counts import row_counts
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import ExternalTable, Persistence, Table, View, kind_of
from mockhaus.domain.results import Row, Value
from mockhaus.domain.statements import Show
from mockhaus.domain.types import BOOLEAN

_TERSE = "created_on name kind database_name schema_name"
_KINDS = {Persistence.PERMANENT: "TABLE"}


def tables(statement: Show, run: StatementRun) -> Outcome:
    """SHOW TABLES. `rows` is counted where the list is not too long; `bytes` is not known."""
    found = _with_dropped(statement, run) if statement.history else seen_in(statement, run)
    items = chosen(statement, (seen for seen in found if isinstance(seen.item, Table | ExternalTable)), object_name)
    if statement.terse:
        return result(_TERSE, (_terse(seen, "TABLE") for seen in items))
    counts = row_counts(run, items)
    dropped_on = "dropped_on " if statement.history else ""
    return result(
        "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time "
        f"{dropped_on}automatic_clustering change_tracking search_optimization search_optimization_progress "
        "search_optimization_bytes is_external enable_schema_evolution owner_role_type is_event is_hybrid "
        "is_iceberg is_immutable",
        (
            _table_row(seen, seen.item, count, history=statement.history)
            for seen, count in zip(items, counts, strict=True)
            if isinstance(seen.item, Table | ExternalTable)
        ),
        rows=COUNT,
        bytes=COUNT,
        search_optimization_bytes=COUNT,
    )


def _with_dropped(statement: Show, run: StatementRun) -> Iterator[Seen]:
    for place in schema_scope(statement, run):
        dropped = (
            Seen(place, item)
            for item in place.database.all_objects.values()
            if item.schema_id == place.schema.id and item.dropped_at is not None and visibility.may_see(run, item)
        )
        yield from sorted([*visibility.objects(run, place), *dropped], key=object_name)


def _terse(seen: Seen, kind: str) -> Row:
    return (seen.item.created_at, seen.item.name, kind, *where(seen))


def _table_row(seen: Seen, table: Table | ExternalTable, count: Value, *, history: bool) -> Row:
    if isinstance(table, ExternalTable):
        return _external_row(seen, table, history=history)
    return (
        table.created_at,
        table.name,
        *where(seen),
        _KINDS.get(table.persistence, table.persistence.value),
        table.comment,
        table.cluster_by,
        count,
        None,
        table.owner,
        str(table.retention_days),
        *((table.dropped_at,) if history else ()),
        "ON" if table.cluster_by else "OFF",
        _change_tracking(table),
        "OFF",
        None,
        None,
        "N",
        yes(properties.option(table.options, "ENABLE_SCHEMA_EVOLUTION") == "TRUE"),
        "ROLE",
        "N",
        "N",
        "N",
        "N",
    )


def _external_row(seen: Seen, table: ExternalTable, *, history: bool) -> Row:
    """An external table has no rows of its own, and nothing of it is kept when it is dropped."""
    kept = (table.created_at, table.name, *where(seen), "TABLE", table.comment, "", None, None, table.owner, "1")
    dropped = (table.dropped_at,) if history else ()
    return (*kept, *dropped, "OFF", "OFF", "OFF", None, None, "Y", "N", "ROLE", "N", "N", "N", "N")


def _change_tracking(item: Table | View) -> str:
    return "ON" if properties.option(item.options, "CHANGE_TRACKING") == "TRUE" else "OFF"


def views(statement: Show, run: StatementRun) -> Outcome:
    """SHOW VIEWS."""
    items = chosen(statement, (seen for seen in seen_in(statement, run) if isinstance(seen.item, View)), object_name)
    if statement.terse:
        return result(_TERSE, (_terse(seen, "VIEW") for seen in items))
    return result(
        "created_on name reserved database_name schema_name owner comment text is_secure is_materialized "
        "owner_role_type change_tracking",
        (_view_row(seen, seen.item) for seen in items if isinstance(seen.item, View)),
        is_secure=BOOLEAN,
        is_materialized=BOOLEAN,
    )


def _view_row(seen: Seen, view: View) -> Row:
    return (
        view.created_at,
        view.name,
        "",
        *where(seen),
        view.owner,
        view.comment,
        view.text,
        view.secure,
        False,
        "ROLE" if view.owner else "",
        _change_tracking(view),
    )


def objects(statement: Show, run: StatementRun) -> Outcome:
    """SHOW OBJECTS: tables, external tables and views."""
    found = (seen for seen in seen_in(statement, run) if isinstance(seen.item, (Table, ExternalTable, View)))
    items = chosen(statement, found, object_name)
    if statement.terse:
        return result(_TERSE, (_terse(seen, _object_kind(seen)) for seen in items))
    counts = row_counts(run, items)
    return result(
        "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time "
        "owner_role_type budget is_hybrid is_dynamic is_iceberg",
        (_object_row(seen, count) for seen, count in zip(items, counts, strict=True)),
        rows=COUNT,
        bytes=COUNT,
    )


def _object_kind(seen: Seen) -> str:
    """TABLE, EXTERNAL_TABLE or VIEW: unlike SHOW TABLES, SHOW OBJECTS does not tell how long a table lives."""
    return kind_of(seen.item).value.replace(" ", "_")


def _object_row(seen: Seen, count: Value) -> Row:
    item = seen.item
    table = item if isinstance(item, Table) else None
    return (
        item.created_at,
        item.name,
        *where(seen),
        _object_kind(seen),
        item.comment,
        table.cluster_by if table else "",
        count,
        None,
        item.owner,
        str(table.retention_days) if table else "1",
        "ROLE",
        None,
        "N",
        "N",
        "N",
    )

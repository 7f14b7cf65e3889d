"""SHOW DATABASES and SHOW SCHEMAS."""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.application import information_views, visibility
from mockhaus.application.handlers import properties
from mockhaus.application.handlers.showing.listing import chosen, database_scope, result, yes
from mockhaus.application.names import FoundSchema
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import Database, Persistence, Schema
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

_TERSE = "created_on name kind database_name schema_name"


def databases(statement: Show, run: StatementRun) -> Outcome:
    """SHOW DATABASES."""
    found = [item.database for item in visibility.databases(run)]
    if statement.history:
        found = sorted(_with_dropped(run), key=lambda item: item.name)
    items = chosen(statement, found, lambda item: item.name)
    if statement.terse:
        return result(_TERSE, ((item.created_at, item.name, None, None, None) for item in items))
    dropped_on = "dropped_on " if statement.history else ""
    return result(
        "created_on name is_default is_current origin owner comment options retention_time "
        f"{dropped_on}kind owner_role_type object_visibility data_quality_monitoring_settings resharing_settings",
        (_database_row(run, item, history=statement.history) for item in items),
    )


def _with_dropped(run: StatementRun) -> Iterator[Database]:
    for item in run.services.catalog.current.databases.values():
        if visibility.may_see(run, item.database):
            yield item.database


def _database_row(run: StatementRun, item: Database, *, history: bool) -> Row:
    return (
        item.created_at,
        item.name,
        "N",
        yes(item.name == run.session.context.database and item.dropped_at is None),
        "",
        item.owner,
        item.comment,
        "TRANSIENT" if item.persistence is Persistence.TRANSIENT else "",
        str(item.retention_days),
        *((item.dropped_at,) if history else ()),
        "STANDARD",
        "ROLE",
        None,
        None,
        None,
    )


def schemas(statement: Show, run: StatementRun) -> Outcome:
    """SHOW SCHEMAS, INFORMATION_SCHEMA among them."""
    found = [place for database in database_scope(statement, run) for place in _places(statement, run, database)]
    items = chosen(statement, found, lambda place: place.schema.name)
    if statement.terse:
        rows = (
            (place.schema.created_at, place.schema.name, None, place.database.database.name, None) for place in items
        )
        return result(_TERSE, rows)
    dropped_on = "dropped_on " if statement.history else ""
    return result(
        "created_on name is_default is_current database_name owner comment options retention_time "
        f"{dropped_on}owner_role_type object_visibility is_nested",
        (_schema_row(run, place, history=statement.history) for place in items),
    )


def _places(statement: Show, run: StatementRun, database: DatabaseCatalog) -> list[FoundSchema]:
    found = list(visibility.schemas(run, database))
    if statement.history:
        found = [item for item in database.all_schemas.values() if visibility.may_see(run, item)]
    ordered = sorted([*found, information_views.schema_of(database)], key=lambda item: item.name)
    return [FoundSchema(database, item) for item in ordered]


def _schema_row(run: StatementRun, place: FoundSchema, *, history: bool) -> Row:
    schema, database = place.schema, place.database.database
    context = run.session.context
    options = [word for word, set_ in _schema_options(schema) if set_]
    return (
        schema.created_at,
        schema.name,
        "N",
        yes((context.database, context.schema) == (database.name, schema.name) and schema.dropped_at is None),
        database.name,
        schema.owner,
        schema.comment,
        ", ".join(options),
        str(properties.schema_retention(database, schema)),
        *((schema.dropped_at,) if history else ()),
        "ROLE" if schema.owner else "",
        None,
        "N",
    )


def _schema_options(schema: Schema) -> tuple[tuple[str, bool], ...]:
    return (
        ("TRANSIENT", schema.persistence is Persistence.TRANSIENT),
        ("MANAGED ACCESS", schema.managed_access),
    )

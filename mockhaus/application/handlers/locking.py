"""Locks on all tables of a schema or database, for what changes it as a whole."""

from __future__ import annotations

from mockhaus.application.handlers import targets
from mockhaus.application.names import FoundSchema
from mockhaus.application.services import StatementRun
from mockhaus.domain.identifiers import QualifiedName, qualified


def lock_schema(run: StatementRun, name: QualifiedName) -> None:
    """Keep all others from the tables of a schema, given by database and name, until the statement ends."""
    place = run.names().find_schema(*name.parts)
    if place is not None:
        _lock_tables(run, place)


def lock_database(run: StatementRun, name: str) -> None:
    """Keep all others from the tables of a database until the statement ends."""
    found = run.names().find_database(name)
    if found is not None:
        for schema in sorted(found.schemas.values(), key=lambda item: item.id):
            _lock_tables(run, FoundSchema(found, schema))


def _lock_tables(run: StatementRun, place: FoundSchema) -> None:
    database = place.database.database
    for item in sorted(place.database.objects_in(place.schema), key=lambda item: item.id):
        targets.lock(run, database.id, item, qualified(database.name, place.schema.name, item.name))

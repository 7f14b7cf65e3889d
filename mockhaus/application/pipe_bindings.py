"""A pipe with the table and the stage that it was made for, and why it may have stopped.

Follows https://docs.snowflake.com/en/user-guide/data-load-snowpipe-manage and the execution states of
https://docs.snowflake.com/en/sql-reference/functions/system_pipe_status. A definition does not follow what is renamed,
dropped or replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockhaus.application.names import CatalogNames, FoundObject
from mockhaus.application.temporary_objects import TemporaryObjects
from mockhaus.domain.catalog.catalog import Catalog
from mockhaus.domain.catalog.objects import Database, ObjectKind, Pipe, Stage, Table
from mockhaus.domain.identifiers import QualifiedName, qualified

_TABLE_GONE = "STOPPED_MISSING_TABLE"
_STAGE_GONE = "STOPPED_STAGE_DROPPED"
_STAGE_ALTERED = "STOPPED_STAGE_ALTERED"
_FORMAT_GONE = "STOPPED_FILE_FORMAT_DROPPED"
_REASONS = {
    _TABLE_GONE: "The table of the pipe was dropped, replaced or renamed.",
    _STAGE_GONE: "The stage of the pipe was dropped, replaced or renamed.",
    _STAGE_ALTERED: "The location of the stage of the pipe was changed.",
    _FORMAT_GONE: "The file format of the pipe was dropped or renamed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPipe:
    """A pipe with its full name, its target where that is still there, and the state in which it has stopped."""

    pipe: Pipe
    name: QualifiedName
    table: Table | None
    database: Database | None
    stopped: str | None

    @property
    def reason(self) -> str | None:
        """Why the pipe has stopped."""
        return _REASONS.get(self.stopped or "")


def bound(catalog: Catalog, pipe: Pipe, name: QualifiedName) -> BoundPipe:
    """The pipe of a full name as the catalog is."""
    names = CatalogNames(catalog, TemporaryObjects())
    found = names.find(ObjectKind.TABLE, QualifiedName(pipe.table))
    table = found.item if found is not None and isinstance(found.item, Table) else None
    if found is None or table is None or table.id != pipe.table_id:
        return BoundPipe(pipe=pipe, name=name, table=None, database=None, stopped=_TABLE_GONE)
    stopped = _stopped(names, pipe)
    return BoundPipe(pipe=pipe, name=name, table=table, database=found.database.database, stopped=stopped)


def bound_found(catalog: Catalog, found: FoundObject) -> BoundPipe:
    """The pipe that was found."""
    assert isinstance(found.item, Pipe)  # noqa: S101 - a pipe was asked for
    return bound(catalog, found.item, found.name)


def live_pipes(catalog: Catalog) -> Iterator[BoundPipe]:
    """Every live pipe of the account."""
    for database in catalog.live():
        for schema in database.schemas.values():
            for item in database.objects_in(schema):
                if isinstance(item, Pipe):
                    yield bound(catalog, item, qualified(database.database.name, schema.name, item.name))


def _stopped(names: CatalogNames, pipe: Pipe) -> str | None:
    if pipe.stage:
        stage = names.find(ObjectKind.STAGE, QualifiedName(pipe.stage))
        if stage is None or not isinstance(stage.item, Stage) or stage.item.id != pipe.stage_id:
            return _STAGE_GONE
        if stage.item.location != pipe.location:
            return _STAGE_ALTERED
    if pipe.file_format and names.find(ObjectKind.FILE_FORMAT, QualifiedName(pipe.file_format)) is None:
        return _FORMAT_GONE
    return None

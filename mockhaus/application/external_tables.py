"""External tables as their statements and queries find them: where their files lie and how these are read."""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.application.catalog_stages import Layer, format_layer
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import queried_area
from mockhaus.domain.catalog.objects import ExternalTable, ObjectKind, RegisteredFile
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import StageLocation
from mockhaus.ports.engine import RowsRelation
from mockhaus.translation.cursor import named
from mockhaus.translation.external import FILE_COLUMNS, PLACE, PLACE_TYPE, files_relation
from mockhaus.translation.loading.formats import FileFormatSettings, file_format, merged


def found_external_table(run: StatementRun, name: QualifiedName) -> ExternalTable:
    """The external table of a full name; OBJECT_NOT_FOUND where there is none."""
    found = run.names().find(ObjectKind.EXTERNAL_TABLE, name)
    if found is None or not isinstance(found.item, ExternalTable):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="External table", name=str(name))
    return found.item


def stage_location(table: ExternalTable) -> StageLocation:
    """The folder in which an external table finds its files."""
    return StageLocation(named(table.stage), table.path)


def file_settings(run: StatementRun, table: ExternalTable) -> FileFormatSettings:
    """How the files are read; OBJECT_NOT_FOUND where the table's file format is not there any more."""
    return file_format(*merged(_layers(run, table)))


def format_type(run: StatementRun, table: ExternalTable) -> str:
    """The type of the files."""
    return merged(_layers(run, table))[0]


def _layers(run: StatementRun, table: ExternalTable) -> list[Layer]:
    if table.file_format:
        return [format_layer(run.names(), named(table.file_format))]
    return [(dict(table.format_settings).get("TYPE"), table.format_settings)]


def provide_files(run: StatementRun, name: QualifiedName, table: ExternalTable, files: Sequence[RegisteredFile]) -> str:
    """Give the engine what is known of files of a table before they are read; the relation's name."""
    folder = queried_area(run, stage_location(table)).folder
    columns = [*((column.engine_name, column.type) for column in FILE_COLUMNS), (PLACE, PLACE_TYPE)]
    rows = tuple((folder + file.path, file.partition or None, place) for place, file in enumerate(files))
    relation = files_relation(name)
    run.session.engine.provide(RowsRelation(relation, tuple(columns), rows))
    return relation

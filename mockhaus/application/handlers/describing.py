"""DESCRIBE of every kind of object.

Follows https://docs.snowflake.com/en/sql-reference/sql/desc and the page of each kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from mockhaus.application import authorization, defaults, format_settings, information_views, visibility
from mockhaus.application.catalog_stages import found_stage
from mockhaus.application.external_tables import stage_location
from mockhaus.application.format_settings import Setting
from mockhaus.application.handlers import properties, targets
from mockhaus.application.handlers.showing import listing, pipes, sequences, table_columns
from mockhaus.application.names import FoundSchema
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import (
    Column,
    ConstraintKind,
    ExternalTable,
    FileFormat,
    ObjectKind,
    SchemaObject,
    Stage,
    Table,
    View,
    kind_of,
)
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Describe, DescribeResult, Statement
from mockhaus.translation.plan import Access, ObjectAccess

_COLUMNS = "name type kind null? default primary·key unique·key check expression comment policy·name privacy·domain"
_EVOLVING = f"{_COLUMNS} schema·evolution·record"
"""Of tables whose columns COPY may change."""
_OF_RESULTS = 10
"""The first columns, which are what is told of results."""
_PROPERTIES = "parent_property property property_type property_value property_default"


def describe(statement: Statement, run: StatementRun) -> Outcome:
    """DESCRIBE kind name."""
    assert isinstance(statement, Describe)  # noqa: S101 - the registry pairs them
    return _KINDS[statement.kind](statement, run)


def _relation(statement: Describe, run: StatementRun) -> Outcome:
    """Tables and views, whichever word is used."""
    full = targets.full_name(run, statement.name, "DESCRIBE")
    if full.parts[1] == information_views.SCHEMA_NAME:
        return _information_view(statement, run, full)
    targets.schema_at(run.names(), *full.qualifiers)
    found = run.names().find(ObjectKind.TABLE, full)
    if found is None:
        raise targets.missing(statement.kind, statement.name)
    access = ObjectAccess(kind_of(found.item), found.name, found.item.owner, Access.SELECT)
    authorization.authorize(run, [access])
    if statement.stage:
        return _stage_of(run, found.item, statement)
    if isinstance(found.item, ExternalTable):
        return listing.result(_COLUMNS, _external_rows(found.item))
    if isinstance(found.item, Table):
        evolves = properties.option(found.item.options, "ENABLE_SCHEMA_EVOLUTION") == "TRUE"
        rows = _table_rows(found.item, found.name)
        if not evolves:
            return listing.result(_COLUMNS, rows)
        records = (column.evolution or None for column in found.item.visible_columns)
        return listing.result(_EVOLVING, ((*row, record) for row, record in zip(rows, records, strict=True)))
    assert isinstance(found.item, View)  # noqa: S101 - it is a relation
    return listing.result(_COLUMNS, (_column_row(column, "N", "N") for column in found.item.columns))


def _external(statement: Describe, run: StatementRun) -> Outcome:
    """DESCRIBE EXTERNAL TABLE, of nothing else."""
    targets.object_at(run, run.names(), ObjectKind.EXTERNAL_TABLE, statement.name, "DESCRIBE EXTERNAL TABLE")
    return _relation(statement, run)


def _information_view(statement: Describe, run: StatementRun, full: QualifiedName) -> Outcome:
    targets.database_at(run.names(), full.parts[0])
    columns = information_views.VIEWS.get(full.name)
    if columns is None:
        raise targets.missing(statement.kind, statement.name)
    described = (Column(name=name, type=data_type, engine_name=name) for name, data_type in columns)
    return listing.result(_COLUMNS, (_column_row(column, "N", "N") for column in described))


def describe_result(statement: Statement, run: StatementRun) -> Outcome:
    """DESCRIBE RESULT: the columns of an earlier statement's result."""
    assert isinstance(statement, DescribeResult)  # noqa: S101 - the registry pairs them
    results = run.translation().results
    assert results is not None  # noqa: S101 - a statement that runs has them
    found = results.relation(statement.reference)
    columns = (Column(name=item.name, type=item.type, engine_name=item.engine_name) for item in found.columns)
    rows = (_column_row(column, "N", "N")[:_OF_RESULTS] for column in columns)
    return listing.result(" ".join(_COLUMNS.split()[:_OF_RESULTS]), rows)


def _table_rows(table: Table, name: QualifiedName) -> Iterator[Row]:
    database, schema, _ = name.parts
    for stored in table.visible_columns:
        column = replace(stored, default=defaults.shown(stored.default, database, schema))
        keys = [item.kind for item in table.constraints if column.name in item.columns]
        primary = listing.yes(ConstraintKind.PRIMARY_KEY in keys)
        yield _column_row(column, primary, listing.yes(ConstraintKind.UNIQUE in keys))


def _external_rows(table: ExternalTable) -> Iterator[Row]:
    for column in table.columns:
        keys = [item.kind for item in table.constraints if column.name in item.columns]
        primary = listing.yes(ConstraintKind.PRIMARY_KEY in keys)
        yield _column_row(column, primary, listing.yes(ConstraintKind.UNIQUE in keys))


def _stage_of(run: StatementRun, item: SchemaObject, statement: Describe) -> Outcome:
    """TYPE = STAGE: how an external table reads its files."""
    if not isinstance(item, ExternalTable):
        raise unsupported(f"DESCRIBE {statement.kind.value} TYPE = STAGE of what is no external table")
    given = replace(_stage_at(run, item), file_format=item.file_format, format_settings=item.format_settings)
    return listing.result(_PROPERTIES, (*_format_rows(given), *_copy_rows(given), *_place_rows(given, item)))


def _stage_at(run: StatementRun, table: ExternalTable) -> Stage:
    name = stage_location(table).name
    assert name is not None  # noqa: S101 - an external table is on a named stage
    return found_stage(run.names(), name)


def _place_rows(stage: Stage, table: ExternalTable) -> Iterator[Row]:
    url = json.dumps([f"{stage.url.rstrip('/')}/{table.path}"])
    yield ("STAGE_LOCATION", "URL", "String", url, "")
    if table.pattern is not None:
        yield ("STAGE_LOCATION", "PATTERN", "String", table.pattern, "")


def _column_row(column: Column, primary: str, unique: str) -> Row:
    shown = str(column.type)
    if column.collation:
        shown = f"{shown} COLLATE '{column.collation}'"
    return (
        column.name,
        shown,
        "VIRTUAL" if column.expression else "COLUMN",
        listing.yes(column.type.nullable),
        column.default or table_columns.autoincrement(column) or None,
        primary,
        unique,
        None,
        column.expression,
        column.comment or None,
        None,
        None,
    )


def _database(statement: Describe, run: StatementRun) -> Outcome:
    found = targets.database_at(run.names(), statement.name.name)
    names = sorted(
        [(schema.name, schema.created_at) for schema in visibility.schemas(run, found)]
        + [(information_views.SCHEMA_NAME, found.database.created_at)]
    )
    rows: list[Row] = [(created_at, name, "SCHEMA") for name, created_at in names]
    return listing.result("created_on name kind", rows)


def _schema(statement: Describe, run: StatementRun) -> Outcome:
    full = targets.full_schema_name(run, statement.name, "DESCRIBE SCHEMA")
    found = listing.information_schema(run, *full.parts) or targets.schema_at(run.names(), *full.parts)
    rows = [
        (seen.item.created_at, seen.item.name, kind_of(seen.item).value)
        for seen in visibility.objects(run, found)
        if isinstance(seen.item, (Table, ExternalTable, View))
    ]
    return listing.result("created_on name kind", rows)


def _find(statement: Describe, run: StatementRun) -> Seen:
    found = targets.object_at(run, run.names(), statement.kind, statement.name, f"DESCRIBE {statement.kind.value}")
    if not visibility.may_see(run, found.item):
        raise targets.missing(statement.kind, statement.name)
    return Seen(FoundSchema(found.database, found.schema), found.item)


def _sequence(statement: Describe, run: StatementRun) -> Outcome:
    rows = sequences.sequence_rows(run, [_find(statement, run)])
    return listing.result(sequences.HEADINGS, rows, **sequences.TYPES)


def _file_format(statement: Describe, run: StatementRun) -> Outcome:
    item = _find(statement, run).item
    assert isinstance(item, FileFormat)  # noqa: S101 - a format was asked for
    rows = (row[1:] for row in _setting_rows("", item.format_type, item.settings))
    return listing.result("property property_type property_value property_default", rows)


def _pipe(statement: Describe, run: StatementRun) -> Outcome:
    return pipes.described(run, _find(statement, run))


def _setting_rows(parent: str, format_type: str, values: tuple[tuple[str, str], ...]) -> Iterator[Row]:
    defaults = {setting.name: setting for setting in format_settings.settings_of("CSV")}
    given = {"TYPE": format_type, **dict(values)}
    for setting in format_settings.settings_of(format_type):
        default = defaults.get(setting.name, setting).default
        yield (parent, setting.name, setting.type, format_settings.shown(setting, given), default)


def _stage(statement: Describe, run: StatementRun) -> Outcome:
    stage = _find(statement, run).item
    assert isinstance(stage, Stage)  # noqa: S101 - a stage was asked for
    return listing.result(_PROPERTIES, (*_format_rows(stage), *_copy_rows(stage), *_location_rows(stage)))


def _format_rows(stage: Stage) -> Iterator[Row]:
    if stage.file_format:
        name = ".".join(defaults.name_parts(stage.file_format))
        yield ("STAGE_FILE_FORMAT", "FORMAT_NAME", "String", name, "")
        return
    given = dict(stage.format_settings)
    format_type = given.get("TYPE", "CSV").upper()
    yield from _setting_rows("STAGE_FILE_FORMAT", format_type, stage.format_settings)


def _copy_rows(stage: Stage) -> Iterator[Row]:
    given = dict(stage.copy_options)
    for option in format_settings.COPY_OPTIONS:
        yield _property("STAGE_COPY_OPTIONS", option, format_settings.shown(option, given))


def _location_rows(stage: Stage) -> Iterator[Row]:
    yield ("STAGE_LOCATION", "URL", "String", json.dumps([stage.url]) if stage.url else "", "")
    if stage.endpoint:
        yield ("STAGE_LOCATION", "ENDPOINT", "String", stage.endpoint, "")
    if stage.integration:
        yield ("STAGE_INTEGRATION", "STORAGE_INTEGRATION", "String", stage.integration, "")
    for name, value in stage.encryption:
        yield ("STAGE_ENCRYPTION", name, "String", value, "")
    for name, _ in stage.credentials:
        yield ("STAGE_CREDENTIALS", name, "String", "****", "")
    enable = Setting("ENABLE", "Boolean", "false")
    yield _property("DIRECTORY", enable, str(stage.directory_enabled).lower())
    yield _property("DIRECTORY", Setting("AUTO_REFRESH", "Boolean", "false"), "false")


def _property(parent: str, setting: Setting, value: str) -> Row:
    return parent, setting.name, setting.type, value, setting.default


_KINDS: dict[ObjectKind, Callable[[Describe, StatementRun], Outcome]] = {
    ObjectKind.DATABASE: _database,
    ObjectKind.SCHEMA: _schema,
    ObjectKind.TABLE: _relation,
    ObjectKind.EXTERNAL_TABLE: _external,
    ObjectKind.VIEW: _relation,
    ObjectKind.SEQUENCE: _sequence,
    ObjectKind.STAGE: _stage,
    ObjectKind.FILE_FORMAT: _file_format,
    ObjectKind.PIPE: _pipe,
}

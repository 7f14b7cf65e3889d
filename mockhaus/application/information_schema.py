"""INFORMATION_SCHEMA: the rows of its views, as far as the session's role may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from mockhaus.application import defaults, information_access, information_external, visibility
from mockhaus.application.information_types import (
    StructuredColumn,
    element_types,
    fields,
    identifier_of,
    type_fields,
)
from mockhaus.application.information_views import SCHEMA_NAME, VIEWS, schema_of, view_of
from mockhaus.application.load_history import PastLoad, loads
from mockhaus.application.next_values import next_values
from mockhaus.application.row_counts import row_counts
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import (
    Column,
    Constraint,
    ConstraintKind,
    ExternalTable,
    FileFormat,
    Persistence,
    Pipe,
    Schema,
    Sequence,
    Stage,
    Table,
    View,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus.domain.results import Row, Value
from mockhaus.ports.engine import RowsRelation

Fields = dict[str, Any]

_LOADS_TOLD = dt.timedelta(days=14)
_MOST_LOADS = 10_000
_RETENTION = "DATA_RETENTION_TIME_IN_DAYS"


def rows(provided: str, run: StatementRun) -> RowsRelation:
    """The rows of a view by the name under which it is provided."""
    database_id, view = view_of(provided)
    database = run.services.catalog.current.databases.get(database_id)
    if database is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    columns = VIEWS[view]
    return RowsRelation(
        provided,
        tuple((engine_name(name), data_type) for name, data_type in columns),
        tuple(_row(columns, fields) for fields in _fields(view, run, database)),
    )


def _fields(view: str, run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    found = _FIELDS.get(view)
    return found(run, database) if found else iter(())


def _row(columns: tuple[tuple[str, object], ...], fields: Fields) -> Row:
    values: list[Value] = [fields.get(name) for name, _ in columns]
    return tuple(values)


def _yes(value: object) -> str:
    return "YES" if value else "NO"


def _text(value: str) -> str | None:
    return value or None


def _databases(run: StatementRun, _: DatabaseCatalog) -> Iterator[Fields]:
    for found in visibility.databases(run):
        item = found.database
        yield {
            "DATABASE_NAME": item.name,
            "DATABASE_OWNER": item.owner,
            "IS_TRANSIENT": _yes(item.persistence is Persistence.TRANSIENT),
            "COMMENT": _text(item.comment),
            "CREATED": item.created_at,
            "LAST_ALTERED": item.created_at,
            "RETENTION_TIME": item.retention_days,
            "TYPE": "STANDARD",
            "OWNER_ROLE_TYPE": "ROLE",
        }


def _schemata(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for schema in visibility.schemas(run, database):
        yield _schema(database, schema)
    yield {**_schema(database, schema_of(database)), "SCHEMA_OWNER": None}


def _schema(database: DatabaseCatalog, schema: Schema) -> Fields:
    return {
        "CATALOG_NAME": database.database.name,
        "SCHEMA_NAME": schema.name,
        "SCHEMA_OWNER": schema.owner,
        "IS_TRANSIENT": _yes(schema.persistence is Persistence.TRANSIENT),
        "IS_MANAGED_ACCESS": _yes(schema.managed_access),
        "RETENTION_TIME": int(dict(schema.options).get(_RETENTION, database.database.retention_days)),
        "CREATED": schema.created_at,
        "LAST_ALTERED": schema.created_at,
        "COMMENT": _text(schema.comment),
    }


def _seen(run: StatementRun, database: DatabaseCatalog) -> Iterator[Seen]:
    for place in visibility.places(run, database):
        yield from visibility.objects(run, place)


def _place(seen: Seen, prefix: str) -> Fields:
    """What every view tells of where an object is, who owns it and when it was made."""
    return {
        f"{prefix}_CATALOG": seen.place.database.database.name,
        f"{prefix}_SCHEMA": seen.place.schema.name,
        f"{prefix}_NAME": seen.item.name,
        f"{prefix}_OWNER": seen.item.owner,
        "CREATED": seen.item.created_at,
        "LAST_ALTERED": seen.item.created_at,
        "COMMENT": _text(seen.item.comment),
    }


def _tables(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    found = list(_seen(run, database))
    for seen, count in zip(found, row_counts(run, found), strict=True):
        if isinstance(seen.item, Table):
            yield {**_place(seen, "TABLE"), **_table(seen.item), "ROW_COUNT": count}
        elif isinstance(seen.item, ExternalTable):
            yield {**_place(seen, "TABLE"), "TABLE_TYPE": "EXTERNAL TABLE", "LAST_DDL": seen.item.created_at}
        elif isinstance(seen.item, View):
            yield {
                **_place(seen, "TABLE"),
                "TABLE_TYPE": "VIEW",
                "LAST_DDL": seen.item.created_at,
                "IS_TEMPORARY": _yes(seen.item.temporary),
            }
    for view in VIEWS:
        yield {
            "TABLE_CATALOG": database.database.name,
            "TABLE_SCHEMA": SCHEMA_NAME,
            "TABLE_NAME": view,
            "TABLE_TYPE": "VIEW",
        }


def _table(table: Table) -> Fields:
    return {
        "TABLE_TYPE": "TEMPORARY TABLE" if table.temporary else "BASE TABLE",
        "IS_TRANSIENT": _yes(table.persistence is Persistence.TRANSIENT),
        "CLUSTERING_KEY": _text(table.cluster_by),
        "RETENTION_TIME": table.retention_days,
        "IS_INSERTABLE_INTO": "YES",
        "IS_TYPED": "YES",
        "LAST_DDL": table.created_at,
        "AUTO_CLUSTERING_ON": bool(table.cluster_by),
        "IS_TEMPORARY": _yes(table.temporary),
        "IS_ICEBERG": "NO",
        "IS_DYNAMIC": "NO",
        "IS_IMMUTABLE": "NO",
        "IS_HYBRID": "NO",
    }


def _columns(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        for position, column in enumerate(columns_of(seen), 1):
            yield {
                "TABLE_CATALOG": seen.place.database.database.name,
                "TABLE_SCHEMA": seen.place.schema.name,
                "TABLE_NAME": seen.item.name,
                "ORDINAL_POSITION": position,
                **_column(column),
                "DTD_IDENTIFIER": identifier_of(seen.item.id, position, column.type),
                "COLUMN_DEFAULT": defaults.shown(
                    column.default, seen.place.database.database.name, seen.place.schema.name
                ),
            }
    for view, columns in VIEWS.items():
        for position, (name, data_type) in enumerate(columns, 1):
            yield {
                "TABLE_CATALOG": database.database.name,
                "TABLE_SCHEMA": SCHEMA_NAME,
                "TABLE_NAME": view,
                "ORDINAL_POSITION": position,
                **_column(Column(name=name, type=data_type, engine_name=name)),
            }


def _structured(run: StatementRun, database: DatabaseCatalog) -> Iterator[StructuredColumn]:
    """The columns of tables whose types have parts."""
    for seen in _seen(run, database):
        if isinstance(seen.item, Table):
            place = (seen.place.database.database.name, seen.place.schema.name, seen.item.name)
            for position, column in enumerate(seen.item.visible_columns, 1):
                if column.type.is_structured:
                    yield StructuredColumn(place, seen.item.id, position, column.type)


def columns_of(seen: Seen) -> tuple[Column, ...]:
    """The columns that users see of a table or view; none of anything else."""
    if isinstance(seen.item, Table):
        return seen.item.visible_columns
    return seen.item.columns if isinstance(seen.item, View | ExternalTable) else ()


def _column(column: Column) -> Fields:
    return {
        "COLUMN_NAME": column.name,
        "COLUMN_DEFAULT": column.default,
        "IS_NULLABLE": _yes(column.type.nullable),
        **type_fields(column.type),
        **_identity_fields(column),
        "COLLATION_NAME": _text(column.collation),
        "IS_SELF_REFERENCING": "NO",
        "COMMENT": _text(column.comment),
        "SCHEMA_EVOLUTION_RECORD": _text(column.evolution),
        "KIND": "COLUMN",
    }


def _identity_fields(column: Column) -> Fields:
    identity = column.identity
    if identity is None:
        return {"IS_IDENTITY": "NO"}
    return {
        "IS_IDENTITY": "YES",
        "IDENTITY_GENERATION": "BY DEFAULT",
        "IDENTITY_START": str(identity.start),
        "IDENTITY_INCREMENT": str(identity.increment),
        "IDENTITY_CYCLE": "NO",
        "IDENTITY_ORDERED": _yes(identity.ordered),
    }


def _views(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        if isinstance(seen.item, View):
            yield {
                **_place(seen, "TABLE"),
                "VIEW_DEFINITION": seen.item.text,
                "CHECK_OPTION": "NONE",
                "IS_UPDATABLE": "NO",
                "INSERTABLE_INTO": "NO",
                "IS_SECURE": _yes(seen.item.secure),
                "LAST_DDL": seen.item.created_at,
            }
    for view in VIEWS:
        yield {
            "TABLE_CATALOG": database.database.name,
            "TABLE_SCHEMA": SCHEMA_NAME,
            "TABLE_NAME": view,
            "CHECK_OPTION": "NONE",
            "IS_UPDATABLE": "NO",
            "INSERTABLE_INTO": "NO",
            "IS_SECURE": "NO",
        }


def _table_storage_metrics(run: StatementRun, _: DatabaseCatalog) -> Iterator[Fields]:
    """The tables of the account, dropped ones with them. How much room they take is not known."""
    if run.session.context.role != ACCOUNTADMIN:
        return
    for found in run.services.catalog.current.databases.values():
        for item in found.all_objects.values():
            if isinstance(item, Table):
                yield _storage(found, found.all_schemas[item.schema_id], item)


def _storage(found: DatabaseCatalog, schema: Schema, table: Table) -> Fields:
    return {
        "TABLE_CATALOG": found.database.name,
        "TABLE_SCHEMA": schema.name,
        "TABLE_NAME": table.name,
        "ID": table.id,
        "IS_TRANSIENT": _yes(table.persistence is not Persistence.PERMANENT),
        "TABLE_CREATED": table.created_at,
        "TABLE_DROPPED": table.dropped_at,
        "CATALOG_CREATED": found.database.created_at,
        "CATALOG_DROPPED": found.database.dropped_at,
        "SCHEMA_CREATED": schema.created_at,
        "SCHEMA_DROPPED": schema.dropped_at,
        "COMMENT": _text(table.comment),
    }


def _sequences(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    found = [seen for seen in _seen(run, database) if isinstance(seen.item, Sequence)]
    for seen, value in zip(found, next_values(run, found), strict=True):
        if isinstance(seen.item, Sequence):
            yield {
                **_place(seen, "SEQUENCE"),
                "NEXT_VALUE": None if value is None else str(value),
                "DATA_TYPE": "NUMBER",
                "NUMERIC_PRECISION": 38,
                "NUMERIC_PRECISION_RADIX": 10,
                "NUMERIC_SCALE": 0,
                "START_VALUE": str(seen.item.start),
                "INCREMENT": str(seen.item.increment),
                "CYCLE_OPTION": "NO",
                "ORDERED": _yes(seen.item.ordered),
            }


def _table_constraints(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        if isinstance(seen.item, Table):
            for constraint in seen.item.constraints:
                yield {**_place(seen, "TABLE"), **_constraint(seen, constraint)}


def _constraint(seen: Seen, constraint: Constraint) -> Fields:
    options = dict(constraint.options)
    return {
        "CONSTRAINT_CATALOG": seen.place.database.database.name,
        "CONSTRAINT_SCHEMA": seen.place.schema.name,
        "CONSTRAINT_NAME": constraint.name,
        "CONSTRAINT_TYPE": constraint.kind.value,
        "IS_DEFERRABLE": _yes(options.get("DEFERRABLE") == "TRUE"),
        "INITIALLY_DEFERRED": _yes(options.get("INITIALLY", "DEFERRED") == "DEFERRED"),
        "ENFORCED": "NO",
        "COMMENT": None,
        "RELY": _yes(options.get("RELY") == "TRUE"),
    }


def _referential_constraints(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        if isinstance(seen.item, Table):
            for constraint in seen.item.constraints:
                if constraint.kind is ConstraintKind.FOREIGN_KEY:
                    yield {**_constraint(seen, constraint), **_reference(run, seen, constraint)}


def _reference(run: StatementRun, seen: Seen, constraint: Constraint) -> Fields:
    options = dict(constraint.options)
    referenced_database, referenced_schema, _ = constraint.referenced_table
    return {
        "UNIQUE_CONSTRAINT_CATALOG": referenced_database,
        "UNIQUE_CONSTRAINT_SCHEMA": referenced_schema,
        "UNIQUE_CONSTRAINT_NAME": visibility.referenced_key(run, constraint),
        "MATCH_OPTION": options.get("MATCH", "FULL"),
        "UPDATE_RULE": options.get("ON UPDATE", "NO ACTION"),
        "DELETE_RULE": options.get("ON DELETE", "NO ACTION"),
        "CREATED": seen.item.created_at,
        "LAST_ALTERED": seen.item.created_at,
    }


def _catalog_name(_: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    yield {"CATALOG_NAME": database.database.name}


def _stages(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        if isinstance(seen.item, Stage):
            yield {**_place(seen, "STAGE"), **_stage_kind(seen.item)}


def _stage_kind(stage: Stage) -> Fields:
    return {"STAGE_TYPE": "External Named", "STAGE_URL": stage.url} if stage.url else {"STAGE_TYPE": "Internal Named"}


def _load_history(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    seen = {found.item.id: found for found in _seen(run, database) if isinstance(found.item, Table)}
    tables = [found.item for found in seen.values() if isinstance(found.item, Table)]
    now = run.services.clock.now()
    for load in islice(loads(run, database.database, tables, now - _LOADS_TOLD, now), _MOST_LOADS):
        found = seen[load.table]
        yield {"SCHEMA_NAME": found.place.schema.name, "TABLE_NAME": found.item.name, **_load(load)}


def _load(load: PastLoad) -> Fields:
    record = load.record
    return {
        "FILE_NAME": record.file,
        "LAST_LOAD_TIME": load.at,
        "STATUS": load.status.upper(),
        "ROW_COUNT": load.rows,
        "ROW_PARSED": load.parsed,
        "FIRST_ERROR_MESSAGE": record.message,
        "FIRST_ERROR_LINE_NUMBER": record.line,
        "FIRST_ERROR_CHARACTER_POSITION": record.character,
        "FIRST_ERROR_COL_NAME": record.column,
        "ERROR_COUNT": record.errors,
        "ERROR_LIMIT": load.error_limit,
    }


def _file_formats(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        if isinstance(seen.item, FileFormat):
            settings: Fields = dict(seen.item.settings)
            if "SKIP_HEADER" in settings:
                settings["SKIP_HEADER"] = int(settings["SKIP_HEADER"])
            yield {**settings, **_place(seen, "FILE_FORMAT"), "FILE_FORMAT_TYPE": seen.item.format_type}


def _pipes(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    for seen in _seen(run, database):
        if isinstance(seen.item, Pipe):
            yield {
                **_place(seen, "PIPE"),
                "DEFINITION": seen.item.definition,
                "IS_AUTOINGEST_ENABLED": _yes(seen.item.auto_ingest),
                "PATTERN": _text(seen.item.pattern),
            }


_FIELDS: dict[str, Callable[[StatementRun, DatabaseCatalog], Iterator[Fields]]] = {
    "DATABASES": _databases,
    "SCHEMATA": _schemata,
    "TABLES": _tables,
    "COLUMNS": _columns,
    "ELEMENT_TYPES": lambda run, database: element_types(_structured(run, database)),
    "FIELDS": lambda run, database: fields(_structured(run, database)),
    "VIEWS": _views,
    "EXTERNAL_TABLES": information_external.external_tables,
    "SEQUENCES": _sequences,
    "TABLE_CONSTRAINTS": _table_constraints,
    "REFERENTIAL_CONSTRAINTS": _referential_constraints,
    "STAGES": _stages,
    "LOAD_HISTORY": _load_history,
    "FILE_FORMATS": _file_formats,
    "PIPES": _pipes,
    "APPLICABLE_ROLES": information_access.applicable_roles,
    "ENABLED_ROLES": information_access.enabled_roles,
    "OBJECT_PRIVILEGES": information_access.object_privileges,
    "TABLE_PRIVILEGES": information_access.table_privileges,
    "USAGE_PRIVILEGES": information_access.usage_privileges,
    "TABLE_STORAGE_METRICS": _table_storage_metrics,
    "INFORMATION_SCHEMA_CATALOG_NAME": _catalog_name,
}

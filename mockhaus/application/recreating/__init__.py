"""GET_DDL: statements that would make an object again, in the layout in which Snowflake writes them.

Follows https://docs.snowflake.com/en/sql-reference/functions/get_ddl.
"""

from __future__ import annotations

from mockhaus.application import visibility
from mockhaus.application.names import FoundSchema
from mockhaus.application.recreating.containers import database_text, object_text, schema_text
from mockhaus.application.recreating.small_objects import warehouse_text
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import ObjectKind, kind_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.translation.cursor import named

_KINDS = {
    "TABLE": ObjectKind.TABLE,
    "VIEW": ObjectKind.TABLE,
    "SEQUENCE": ObjectKind.SEQUENCE,
    "FILE_FORMAT": ObjectKind.FILE_FORMAT,
    "STAGE": ObjectKind.STAGE,
    "PIPE": ObjectKind.PIPE,
}
_OTHERS = (
    "ALERT CONTACT CORTEX_AGENT CORTEX_SEARCH_SERVICE DATA_MOVEMENT_RULE DBT_PROJECT DYNAMIC_TABLE EVENT_TABLE "
    "FAILOVER_GROUP FUNCTION ICEBERG_TABLE INTEGRATION NOTEBOOK POLICY PROCEDURE REPLICATION_GROUP SEMANTIC_VIEW "
    "STREAM TAG TASK TYPE"
)
"""Kinds that Snowflake knows besides."""
_DATABASE, _SCHEMA, _WAREHOUSE = "DATABASE", "SCHEMA", "WAREHOUSE"


def get_ddl(run: StatementRun, kind: str, written_name: str, *, full: bool) -> str:
    """The statements for an object, by its kind's word and its name as SQL writes it."""
    wanted = kind.strip().upper().replace(" ", "_")
    if wanted in _OTHERS.split():
        raise unsupported(f"GET_DDL of kind {wanted}")
    target = named(written_name)
    if wanted == _WAREHOUSE:
        return _warehouse(run, target)
    if wanted == _DATABASE:
        return _database(run, target, full=full)
    if wanted == _SCHEMA:
        return _schema(run, target, full=full)
    if wanted not in _KINDS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=kind, name="object_type")
    return object_text(_object(run, _KINDS[wanted], target), full=full)


def _warehouse(run: StatementRun, target: QualifiedName) -> str:
    found = run.services.account.current.warehouse(target.name)
    if found is None:
        raise _missing("Warehouse", target)
    return warehouse_text(found)


def _database(run: StatementRun, target: QualifiedName, *, full: bool) -> str:
    found = run.names().find_database(target.name) if len(target.parts) == 1 else None
    if found is None or not visibility.may_see(run, found.database):
        raise _missing("Database", target)
    return database_text(run, found, full=full)


def _schema(run: StatementRun, target: QualifiedName, *, full: bool) -> str:
    database = target.parts[0] if len(target.parts) > 1 else run.session.context.database
    if database is None:
        raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation="GET_DDL")
    found = run.names().find_schema(database, target.name)
    if found is None or not visibility.may_see(run, found.schema):
        raise _missing("Schema", target)
    return schema_text(run, found, full=full)


def _object(run: StatementRun, kind: ObjectKind, target: QualifiedName) -> Seen:
    context = run.session.context
    names = run.names()
    found = names.find(kind, names.complete(target, context.database, context.schema))
    if found is None or not visibility.may_see(run, found.item):
        raise _missing("Object" if kind is ObjectKind.TABLE else kind.value.capitalize(), target)
    if kind is not ObjectKind.TABLE and kind_of(found.item) is not kind:
        raise _missing(kind.value.capitalize(), target)
    return Seen(FoundSchema(found.database, found.schema), found.item)


def _missing(kind: str, target: QualifiedName) -> SnowflakeError:
    return SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind=kind, name=str(target))

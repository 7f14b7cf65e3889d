"""Databases, schemas and the objects in them, without SQL: what a role may see, as SHOW shows it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from mockhaus.application.browse_catalog import BrowseCatalog
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import stored_name
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus_adapters.http_falcon.rest import catalog_documents as documents
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Example, Operation, PathModel, QueryModel


class DatabasePath(PathModel):
    """A database by its name."""

    database: Annotated[str, Field(description="An identifier, quotes included.")]


class SchemaPath(DatabasePath):
    """A schema by its name."""

    schema_: Annotated[str, Field(alias="schema", description="An identifier, quotes included.")]


class TablePath(SchemaPath):
    """A table or view by its name."""

    table: Annotated[str, Field(description="An identifier, quotes included; of a table or of a view.")]


class RoleQuery(QueryModel):
    """Whose eyes to look with."""

    role: Annotated[
        str | None,
        Field(
            description="The role that looks; ACCOUNTADMIN where it is not given, or the default of whoever logs in."
        ),
    ] = None


async def list_databases(call: Call, *, query: RoleQuery) -> documents.Databases:
    """The databases."""
    found = _browse(call).databases(_roles(call, query))
    return documents.Databases(data=[documents.DatabaseDocument(**documents.database_fields(item)) for item in found])


async def get_database(call: Call, *, path: DatabasePath, query: RoleQuery) -> documents.DatabaseAnswer:
    """One of them."""
    found = _browse(call).database(_roles(call, query), path.database)
    return documents.DatabaseAnswer(**documents.database_fields(found))


async def list_schemas(call: Call, *, path: DatabasePath, query: RoleQuery) -> documents.Schemas:
    """Its schemas."""
    found = _browse(call).schemas(_roles(call, query), path.database)
    return documents.Schemas(data=[documents.SchemaDocument(**documents.schema_fields(item)) for item in found])


async def get_schema(call: Call, *, path: SchemaPath, query: RoleQuery) -> documents.SchemaAnswer:
    """One of them."""
    found = _browse(call).schema(_roles(call, query), path.database, path.schema_)
    return documents.SchemaAnswer(**documents.schema_fields(found))


async def list_all_tables(call: Call, *, path: DatabasePath, query: RoleQuery) -> documents.Tables:
    """The tables and views of all schemas."""
    found = _browse(call).tables(_roles(call, query), path.database)
    return documents.Tables(data=[documents.TableDocument(**documents.table_fields(item)) for item in found])


async def list_tables(call: Call, *, path: SchemaPath, query: RoleQuery) -> documents.Tables:
    """The tables of a schema."""
    found = _browse(call).objects(_roles(call, query), path.database, path.schema_, ObjectKind.TABLE)
    return documents.Tables(data=[documents.TableDocument(**documents.table_fields(item)) for item in found])


async def get_table(call: Call, *, path: TablePath, query: RoleQuery) -> documents.TableAnswer:
    """A table or view."""
    found = _browse(call).relation(_roles(call, query), path.database, path.schema_, path.table)
    return documents.TableAnswer(**documents.table_fields(found))


async def list_columns(call: Call, *, path: TablePath, query: RoleQuery) -> documents.Columns:
    """The columns of a table or view."""
    found = _browse(call).relation(_roles(call, query), path.database, path.schema_, path.table)
    return documents.Columns(data=documents.column_documents(found.item))


async def list_views(call: Call, *, path: SchemaPath, query: RoleQuery) -> documents.Views:
    """The views of a schema."""
    found = _browse(call).objects(_roles(call, query), path.database, path.schema_, ObjectKind.VIEW)
    return documents.Views(data=[documents.view_document(item) for item in found])


async def list_stages(call: Call, *, path: SchemaPath, query: RoleQuery) -> documents.Stages:
    """The stages of a schema."""
    found = _browse(call).objects(_roles(call, query), path.database, path.schema_, ObjectKind.STAGE)
    return documents.Stages(data=[documents.stage_document(item) for item in found])


async def list_sequences(call: Call, *, path: SchemaPath, query: RoleQuery) -> documents.Sequences:
    """The sequences of a schema."""
    found = _browse(call).objects(_roles(call, query), path.database, path.schema_, ObjectKind.SEQUENCE)
    return documents.Sequences(data=[documents.sequence_document(item) for item in found])


async def list_file_formats(call: Call, *, path: SchemaPath, query: RoleQuery) -> documents.FileFormats:
    """The file formats of a schema."""
    found = _browse(call).objects(_roles(call, query), path.database, path.schema_, ObjectKind.FILE_FORMAT)
    return documents.FileFormats(data=[documents.file_format_document(item) for item in found])


def _browse(call: Call) -> BrowseCatalog:
    return call.rest.use_cases.browse


def _roles(call: Call, query: RoleQuery) -> tuple[str, ...]:
    """The roles to look with; ROLE_NOT_GRANTED where the one asked for is not the caller's to take."""
    use_cases = call.rest.use_cases
    if not call.caller.proven:
        return (stored_name(query.role) if query.role else ACCOUNTADMIN,)
    asked = call.in_their_name(SessionRequest(role=query.role))
    return use_cases.browse.roles_of(use_cases.sessions.context_for(call.caller.session_id, asked))


_TAG = "catalog"
_DATABASE = {"database": "SHOP"}
_SCHEMA = {**_DATABASE, "schema": "PUBLIC"}
_TABLE = {**_SCHEMA, "table": "ORDERS"}
_COMMON: dict[str, Any] = {"owner": "ACCOUNTADMIN", "comment": "", "created_at": "2026-01-31T12:00:00.000000Z"}
_PLACED: dict[str, Any] = {**_COMMON, **_SCHEMA}
_OK: dict[str, Any] = {"success": True}


def _column(name: str, column_type: str, *, nullable: bool = True) -> dict[str, Any]:
    return {"name": name, "type": column_type, "nullable": nullable, "default": None, "comment": ""}


_COLUMNS = [
    _column("ID", "NUMBER(38,0)", nullable=False),
    _column("CUSTOMER", "VARCHAR(16777216)"),
    _column("AMOUNT", "NUMBER(10,2)"),
    _column("PLACED_AT", "TIMESTAMP_NTZ(9)"),
]
_DATABASE_DOCUMENT = {**_COMMON, "name": "SHOP", "kind": "PERMANENT", "retention_days": 1}
_SCHEMA_DOCUMENT = {**_COMMON, **_DATABASE, "name": "PUBLIC", "kind": "PERMANENT", "managed_access": False}
_TABLE_DOCUMENT = {**_PLACED, "name": "ORDERS", "kind": "TABLE", "columns": _COLUMNS}
_VIEW_TEXT = "CREATE VIEW SHOP.PUBLIC.BIG_ORDERS AS SELECT ID, CUSTOMER FROM SHOP.PUBLIC.ORDERS WHERE AMOUNT > 15"
_VIEW_COLUMNS = [_column("ID", "NUMBER(38,0)"), _column("CUSTOMER", "VARCHAR(16777216)")]
_VIEW_DOCUMENT = {**_PLACED, "name": "BIG_ORDERS", "text": _VIEW_TEXT, "secure": False, "columns": _VIEW_COLUMNS}
_STAGE_DOCUMENT = {**_PLACED, "name": "UPLOADS", "directory_enabled": False}
_SEQUENCE_DOCUMENT = {**_PLACED, "name": "ORDER_IDS", "start": 1, "increment": 1, "ordered": False}
_FORMAT_DOCUMENT = {**_PLACED, "name": "CSV_WITH_HEADER", "type": "CSV", "options": {"SKIP_HEADER": "1"}}
_DATABASES = "/api/v1/databases"
_IN_DATABASE = _DATABASES + "/{database}"
_IN_SCHEMA = _IN_DATABASE + "/schemas/{schema}"

OPERATIONS = (
    Operation(
        method="GET",
        path=_DATABASES,
        name="listDatabases",
        tag=_TAG,
        summary="List databases",
        handler=list_databases,
        examples=(
            Example(summary="All", answer={**_OK, "data": [_DATABASE_DOCUMENT]}),
            Example(summary="With the eyes of a role", query={"role": "PUBLIC"}, answer={**_OK, "data": []}),
        ),
    ),
    Operation(
        method="GET",
        path=_IN_DATABASE,
        name="getDatabase",
        tag=_TAG,
        summary="Look at a database",
        handler=get_database,
        examples=(Example(summary="By its name", path=_DATABASE, answer={**_OK, **_DATABASE_DOCUMENT}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_DATABASE + "/schemas",
        name="listSchemas",
        tag=_TAG,
        summary="List the schemas of a database",
        description="INFORMATION_SCHEMA, which every database has, is left out.",
        handler=list_schemas,
        examples=(Example(summary="Of a database", path=_DATABASE, answer={**_OK, "data": [_SCHEMA_DOCUMENT]}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA,
        name="getSchema",
        tag=_TAG,
        summary="Look at a schema",
        handler=get_schema,
        examples=(Example(summary="By its name", path=_SCHEMA, answer={**_OK, **_SCHEMA_DOCUMENT}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_DATABASE + "/tables",
        name="listAllTables",
        tag=_TAG,
        summary="List the tables and views of a database",
        handler=list_all_tables,
        examples=(Example(summary="Of a database", path=_DATABASE, answer={**_OK, "data": [_TABLE_DOCUMENT]}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/tables",
        name="listTables",
        tag=_TAG,
        summary="List the tables of a schema",
        handler=list_tables,
        examples=(Example(summary="Of a schema", path=_SCHEMA, answer={**_OK, "data": [_TABLE_DOCUMENT]}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/tables/{table}",
        name="getTable",
        tag=_TAG,
        summary="Look at a table or view",
        handler=get_table,
        examples=(Example(summary="A table", path=_TABLE, answer={**_OK, **_TABLE_DOCUMENT}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/tables/{table}/columns",
        name="listColumns",
        tag=_TAG,
        summary="List the columns of a table or view",
        handler=list_columns,
        examples=(
            Example(summary="Of a table", path=_TABLE, answer={**_OK, "data": _COLUMNS}),
            Example(summary="Of a view", path={**_TABLE, "table": "BIG_ORDERS"}, answer={**_OK, "data": _VIEW_COLUMNS}),
        ),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/views",
        name="listViews",
        tag=_TAG,
        summary="List the views of a schema",
        handler=list_views,
        examples=(Example(summary="Of a schema", path=_SCHEMA, answer={**_OK, "data": [_VIEW_DOCUMENT]}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/stages",
        name="listStages",
        tag=_TAG,
        summary="List the stages of a schema",
        handler=list_stages,
        examples=(Example(summary="Of a schema", path=_SCHEMA, answer={**_OK, "data": [_STAGE_DOCUMENT]}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/sequences",
        name="listSequences",
        tag=_TAG,
        summary="List the sequences of a schema",
        handler=list_sequences,
        examples=(Example(summary="Of a schema", path=_SCHEMA, answer={**_OK, "data": [_SEQUENCE_DOCUMENT]}),),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_IN_SCHEMA + "/file-formats",
        name="listFileFormats",
        tag=_TAG,
        summary="List the file formats of a schema",
        handler=list_file_formats,
        examples=(Example(summary="Of a schema", path=_SCHEMA, answer={**_OK, "data": [_FORMAT_DOCUMENT]}),),
        errors=(404,),
    ),
)
"""Operations on the catalog."""

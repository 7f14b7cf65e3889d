"""Databases and tables, without SQL."""

from __future__ import annotations

from typing import Any

import falcon
import falcon.asgi

from mockhaus.application.names import FoundObject
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.catalog.objects import Column, Database, SchemaObject, Table, View, kind_of
from mockhaus_adapters.http_falcon.envelope import dump

_DEFAULT_ROLE = "ACCOUNTADMIN"


class DatabasesResource:
    """GET /api/v1/databases[?role=]."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """The databases that the role may use, by name."""
        databases = self._use_cases.browse.databases(_role(request))
        response.data = dump({"success": True, "data": [_database(item) for item in databases]})
        response.content_type = falcon.MEDIA_JSON


class TablesResource:
    """GET /api/v1/databases/{database}/tables[?role=]."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, database: str) -> None:
        """The tables and views of a database, by schema and name. `database` is an identifier, quotes included."""
        found = self._use_cases.browse.tables(_role(request), database)
        response.data = dump({"success": True, "data": [_table(item) for item in found]})
        response.content_type = falcon.MEDIA_JSON


def _role(request: falcon.asgi.Request) -> str:
    return str(request.get_param("role", default=_DEFAULT_ROLE)).upper()


def _database(item: Database) -> dict[str, Any]:
    return {
        "name": item.name,
        "owner": item.owner,
        "kind": item.persistence.value,
        "comment": item.comment,
        "created_at": item.created_at,
        "retention_days": item.retention_days,
    }


def _table(found: FoundObject) -> dict[str, Any]:
    item = found.item
    return {
        "name": item.name,
        "schema": found.schema.name,
        "database": found.database.database.name,
        "kind": kind_of(item).value,
        "owner": item.owner,
        "comment": item.comment,
        "created_at": item.created_at,
        "columns": [
            {"name": column.name, "type": str(column.type), "nullable": column.type.nullable, "comment": column.comment}
            for column in _columns(item)
        ],
    }


def _columns(item: SchemaObject) -> tuple[Column, ...]:
    if isinstance(item, Table):
        return item.visible_columns
    return item.columns if isinstance(item, View) else ()

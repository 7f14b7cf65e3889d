"""Tables: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/tables/tables-introduction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import AlterObject, CreateMode, CreateTable, Drop, Show, SwapWith, Undrop
from mockhaus_adapters.http_falcon.resource_api import table_details
from mockhaus_adapters.http_falcon.resource_api.bodies import definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import (
    LISTED,
    Action,
    Place,
    Request,
    ResourceType,
)
from mockhaus_adapters.http_falcon.resource_api.table_bodies import TableBody
from mockhaus_adapters.http_falcon.resource_api.values import Document

_KIND = ObjectKind.TABLE
_CREATED = frozenset({"createMode", "copyGrants"})


class Tables(ResourceType):
    """Tables of a schema."""

    kind = "Table"
    plural = "TABLES"
    scope = "SCHEMA"
    listed = LISTED | {"history", "deep"}
    created = _CREATED

    def _listed(self, calls: Calls, _: Place, statement: Show, given: Parameters) -> list[Document]:
        deep = given.flag("deep")
        found = []
        for row in calls.shown(statement):
            details = {}
            if deep and row.get("dropped_on") is None:
                name = qualified(*(str(row[key]) for key in ("database_name", "schema_name", "name")))
                details = table_details.details(calls, name)
            found.append({**table_details.shown(row, {}), **details})
        return found

    def _creation(self, calls: Calls, place: Place, request: Request, mode: CreateMode) -> CreateTable:
        body = read(TableBody, request.body)
        copy_grants = request.parameters.flag("copyGrants")
        return body.definition(calls.objects, qualified(*place, identifier(body.name)), mode, copy_grants=copy_grants)

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One table, with its columns and constraints."""
        statement = Show(kind=self.plural, scope_kind=self.scope, scope=QualifiedName(name.qualifiers))
        row = calls.one(statement, self.kind, name.name, name)
        parameters = calls.own_parameters("TABLE", name)
        return {**table_details.shown(row, parameters), **table_details.details(calls, name)}

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """CREATE OR ALTER TABLE."""
        body = definition(TableBody, request.body, name)
        return calls.done(body.definition(calls.objects, name, CreateMode.OR_ALTER))

    def _drop(self, name: QualifiedName, given: Parameters) -> Drop:
        return Drop(_KIND, name, given.flag("ifExists"))

    def actions(self) -> Mapping[str, Action]:
        """Undropping, copying and swapping; the older names of some are Snowflake's as well."""
        return {
            "undrop": _undrop,
            "clone": _clone,
            "create-like": _create_like,
            "swap-with": _swap,
            "swapwith": _swap,
        }

    def collection_actions(self) -> Mapping[str, Callable[[Calls, Place, Request], object]]:
        """Creating from a query."""
        return {"as-select": _create_as_select}


def _undrop(calls: Calls, name: QualifiedName, request: Request) -> Document:
    request.parameters.check(())
    return calls.done(Undrop(_KIND, name))


def _clone(calls: Calls, name: QualifiedName, request: Request) -> Document:
    given = request.parameters
    given.check(_CREATED | {"targetDatabase", "targetSchema"})
    body = read(TableBody, request.body)
    target = qualified(*given.place(name.qualifiers), identifier(body.name))
    copy_grants = given.flag("copyGrants")
    return calls.done(body.copied(calls.objects, target, given.create_mode(), clone=name, copy_grants=copy_grants))


def _create_like(calls: Calls, name: QualifiedName, request: Request) -> Document:
    given = request.parameters
    given.check(_CREATED | {"newTableName", "targetDatabase", "targetSchema"})
    body = read(TableBody, request.body)
    target = qualified(*given.place(name.qualifiers), identifier(given.text("newTableName") or body.name))
    copy_grants = given.flag("copyGrants")
    return calls.done(body.copied(calls.objects, target, given.create_mode(), like=name, copy_grants=copy_grants))


def _swap(calls: Calls, name: QualifiedName, request: Request) -> Document:
    given = request.parameters
    given.check({"ifExists", "targetName", "targetTableName", "targetDatabase", "targetSchema"})
    wanted = given.text("targetName") or given.text("targetTableName")
    if wanted is None:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="The parameter targetName is missing.")
    target = qualified(*given.place(name.qualifiers), identifier(wanted))
    return calls.done(AlterObject(_KIND, name, given.flag("ifExists"), (SwapWith(target),)))


def _create_as_select(calls: Calls, place: Place, request: Request) -> Document:
    given = request.parameters
    given.check(_CREATED | {"query"})
    body = read(TableBody, request.body)
    name = qualified(*place, identifier(body.name))
    query = given.text("query") or ""
    mode, copy_grants = given.create_mode(), given.flag("copyGrants")
    return calls.done(body.definition(calls.objects, name, mode, query=query, copy_grants=copy_grants))

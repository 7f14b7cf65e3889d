"""Schemas: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/schemas/schemas-introduction."""

from __future__ import annotations

from collections.abc import Mapping

from mockhaus.application.manage_objects import Record
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import CreateMode, CreateSchema, Drop, Show, Undrop
from mockhaus_adapters.http_falcon.resource_api import containers, values
from mockhaus_adapters.http_falcon.resource_api.bodies import definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.containers import ContainerBody
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import (
    LISTED,
    Action,
    Place,
    Request,
    ResourceType,
)
from mockhaus_adapters.http_falcon.resource_api.values import Document


class SchemaBody(ContainerBody):
    """What may be set of a schema."""

    refused = ContainerBody.refused | {"pipe_execution_paused"}

    managed_access: bool | None = None


class Schemas(ResourceType):
    """Schemas of a database."""

    kind = "Schema"
    plural = "SCHEMAS"
    scope = "DATABASE"
    listed = LISTED | {"history"}
    created = frozenset({"createMode", "kind"})
    defined = frozenset({"kind"})
    dropped = frozenset({"ifExists", "restrict"})

    def _listed(self, calls: Calls, _: Place, statement: Show, __: Parameters) -> list[Document]:
        return [_shown(row) for row in calls.shown(statement)]

    def _creation(self, _: Calls, place: Place, request: Request, mode: CreateMode) -> CreateSchema:
        body = read(SchemaBody, request.body)
        return _definition(body, qualified(*place, identifier(body.name)), request.parameters, mode)

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One schema."""
        statement = Show(kind=self.plural, scope_kind=self.scope, scope=QualifiedName(name.qualifiers))
        row = calls.one(statement, self.kind, name.name, name)
        information = name.name == "INFORMATION_SCHEMA"
        return _shown(row, {} if information else calls.own_parameters("SCHEMA", name))

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """CREATE OR ALTER SCHEMA."""
        body = definition(SchemaBody, request.body, name)
        return calls.done(_definition(body, name, request.parameters, CreateMode.OR_ALTER))

    def _drop(self, name: QualifiedName, given: Parameters) -> Drop:
        return Drop(ObjectKind.SCHEMA, name, given.flag("ifExists"), given.flag("restrict"))

    def actions(self) -> Mapping[str, Action]:
        """Undropping and cloning."""
        return {"undrop": _undrop, "clone": _clone}


def _shown(row: Record, parameters: dict[str, str] | None = None) -> Document:
    return {
        **containers.shown(row, parameters),
        "database_name": values.name(row["database_name"]),
        "managed_access": "MANAGED ACCESS" in str(row["options"]),
        "pipe_execution_paused": None,
    }


def _definition(
    body: SchemaBody,
    name: QualifiedName,
    given: Parameters,
    mode: CreateMode,
    clone: QualifiedName | None = None,
) -> CreateSchema:
    return CreateSchema(
        name=name,
        mode=mode,
        transient=body.is_transient(given),
        managed_access=bool(body.managed_access),
        clone=clone,
        comment=body.comment or "",
        options=body.properties(),
    )


def _undrop(calls: Calls, name: QualifiedName, request: Request) -> Document:
    request.parameters.check(())
    return calls.done(Undrop(ObjectKind.SCHEMA, name))


def _clone(calls: Calls, name: QualifiedName, request: Request) -> Document:
    given = request.parameters
    given.check({"createMode", "kind", "targetDatabase"})
    body = read(SchemaBody, request.body)
    database = identifier(given.text("targetDatabase") or "") if given.text("targetDatabase") else name.qualifiers[0]
    return calls.done(_definition(body, qualified(database, identifier(body.name)), given, given.create_mode(), name))

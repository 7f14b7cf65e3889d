"""Databases: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/databases/db-introduction."""

from __future__ import annotations

from collections.abc import Mapping

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import CreateDatabase, CreateMode, Drop, Show, Undrop
from mockhaus_adapters.http_falcon.resource_api import containers
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


class Databases(ResourceType):
    """Databases."""

    kind = "Database"
    plural = "DATABASES"
    listed = LISTED | {"history"}
    created = frozenset({"createMode", "kind"})
    defined = frozenset({"kind"})
    dropped = frozenset({"ifExists", "restrict"})

    def _listed(self, calls: Calls, _: Place, statement: Show, __: Parameters) -> list[Document]:
        return [self._document(containers.shown(row), row["origin"]) for row in calls.shown(statement)]

    @staticmethod
    def _document(document: Document, origin: object) -> Document:
        return {**document, "origin": origin}

    def _creation(self, _: Calls, __: Place, request: Request, mode: CreateMode) -> CreateDatabase:
        body = read(ContainerBody, request.body)
        return _definition(body, qualified(identifier(body.name)), request.parameters, mode)

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One database."""
        row = calls.one(Show(kind=self.plural), self.kind, name.name, name)
        return self._document(containers.shown(row, calls.own_parameters("DATABASE", name)), row["origin"])

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """CREATE OR ALTER DATABASE."""
        body = definition(ContainerBody, request.body, name)
        return calls.done(_definition(body, name, request.parameters, CreateMode.OR_ALTER))

    def _drop(self, name: QualifiedName, given: Parameters) -> Drop:
        return Drop(ObjectKind.DATABASE, name, given.flag("ifExists"), given.flag("restrict"))

    def actions(self) -> Mapping[str, Action]:
        """Undropping and cloning."""
        return {"undrop": _undrop, "clone": _clone}


def _definition(
    body: ContainerBody,
    name: QualifiedName,
    given: Parameters,
    mode: CreateMode,
    clone: QualifiedName | None = None,
) -> CreateDatabase:
    return CreateDatabase(
        name=name,
        mode=mode,
        transient=body.is_transient(given),
        clone=clone,
        comment=body.comment or "",
        options=body.properties(),
    )


def _undrop(calls: Calls, name: QualifiedName, request: Request) -> Document:
    request.parameters.check(())
    return calls.done(Undrop(ObjectKind.DATABASE, name))


def _clone(calls: Calls, name: QualifiedName, request: Request) -> Document:
    given = request.parameters
    given.check({"createMode", "kind"})
    body = read(ContainerBody, request.body)
    return calls.done(_definition(body, qualified(identifier(body.name)), given, given.create_mode(), name))

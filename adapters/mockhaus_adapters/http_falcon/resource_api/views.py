"""Views: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/view/view-introduction."""

from __future__ import annotations

from typing import ClassVar, Literal

import pydantic
from pydantic import BaseModel, ConfigDict

from mockhaus.application.manage_objects import ManageObjects, Record
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import ColumnDefinition, CreateMode, CreateView, Describe, Drop, Show
from mockhaus_adapters.http_falcon.resource_api import values
from mockhaus_adapters.http_falcon.resource_api.bodies import Body, definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import LISTED, Place, Request, ResourceType
from mockhaus_adapters.http_falcon.resource_api.values import Document

_TEMPORARY = "TEMPORARY"


class ViewColumnBody(BaseModel):
    """A column; its type is the query's."""

    model_config = ConfigDict(extra="forbid")

    name: str
    comment: str | None = None
    datatype: str | None = None


class ViewBody(Body):
    """What may be set of a view."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {"created_on", "database_name", "schema_name", "owner", "owner_role_type"}
    )
    refused: ClassVar[frozenset[str]] = frozenset({"recursive"})

    query: str
    columns: list[ViewColumnBody] | None = None
    secure: bool | None = None
    kind: Literal["PERMANENT", "TEMPORARY", ""] | None = None
    comment: str | None = None

    @pydantic.field_validator("kind", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    def definition(
        self, objects: ManageObjects, name: QualifiedName, mode: CreateMode, *, copy_grants: bool = False
    ) -> CreateView:
        """CREATE VIEW; the text of the statement is made where it runs."""
        return CreateView(
            name=name,
            query=objects.query(self.query),
            text="",
            mode=mode,
            secure=bool(self.secure),
            temporary=self.kind == _TEMPORARY,
            columns=tuple(
                ColumnDefinition(name=identifier(column.name), type=None, comment=column.comment or "")
                for column in self.columns or ()
            ),
            copy_grants=copy_grants,
            comment=self.comment or "",
        )


class Views(ResourceType):
    """Views of a schema."""

    kind = "View"
    plural = "VIEWS"
    scope = "SCHEMA"
    listed = LISTED | {"deep"}
    created = frozenset({"createMode", "copyGrants"})

    def _listed(self, calls: Calls, _: Place, statement: Show, given: Parameters) -> list[Document]:
        deep = given.flag("deep")
        return [_shown(calls, row, deep=deep) for row in calls.shown(statement)]

    def _creation(self, calls: Calls, place: Place, request: Request, mode: CreateMode) -> CreateView:
        body = read(ViewBody, request.body)
        copy_grants = request.parameters.flag("copyGrants")
        return body.definition(calls.objects, qualified(*place, identifier(body.name)), mode, copy_grants=copy_grants)

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One view, with its columns."""
        statement = Show(kind=self.plural, scope_kind=self.scope, scope=QualifiedName(name.qualifiers))
        return _shown(calls, calls.one(statement, self.kind, name.name, name), deep=True)

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """CREATE OR ALTER VIEW, which is refused by name."""
        body = definition(ViewBody, request.body, name)
        return calls.done(body.definition(calls.objects, name, CreateMode.OR_ALTER))

    def _drop(self, name: QualifiedName, given: Parameters) -> Drop:
        return Drop(ObjectKind.VIEW, name, given.flag("ifExists"))


def _shown(calls: Calls, row: Record, *, deep: bool) -> Document:
    """A row of SHOW VIEWS; without `deep` the columns, which take a statement of their own, are left out."""
    definition = calls.objects.view(str(row["text"]))
    name = qualified(*(str(row[key]) for key in ("database_name", "schema_name", "name")))
    return {
        "name": values.name(row["name"]),
        "database_name": values.name(row["database_name"]),
        "schema_name": values.name(row["schema_name"]),
        "query": definition.query.text,
        "secure": row["is_secure"],
        "kind": _TEMPORARY if definition.temporary else "PERMANENT",
        "recursive": None,
        "columns": _columns(calls, name) if deep else [],
        **values.picked(row, "created_on", "owner", "owner_role_type", "comment"),
    }


def _columns(calls: Calls, name: QualifiedName) -> list[Document]:
    return [
        {"name": values.name(row["name"]), "datatype": row["type"], "comment": row["comment"]}
        for row in calls.rows(Describe(ObjectKind.VIEW, name))
    ]

"""Sequences: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/sequence/sequence-introduction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mockhaus.application.manage_objects import Record
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import AlterObject, CreateMode, CreateSequence, Drop, RenameTo, Show
from mockhaus_adapters.http_falcon.resource_api import values
from mockhaus_adapters.http_falcon.resource_api.bodies import Body, definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import Action, Place, Request, ResourceType
from mockhaus_adapters.http_falcon.resource_api.values import Document

_KIND = ObjectKind.SEQUENCE


class SequenceBody(Body):
    """What may be set of a sequence."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {"created_on", "database_name", "schema_name", "owner", "owner_role_type"}
    )

    start: int | None = None
    increment: int | None = None
    ordered: bool | None = None
    comment: str | None = None

    def definition(self, name: QualifiedName, mode: CreateMode) -> CreateSequence:
        """CREATE SEQUENCE."""
        return CreateSequence(
            name=name,
            mode=mode,
            start=1 if self.start is None else self.start,
            increment=1 if self.increment is None else self.increment,
            ordered=bool(self.ordered),
            comment=self.comment or "",
        )


class Sequences(ResourceType):
    """Sequences of a schema."""

    kind = "Sequence"
    plural = "SEQUENCES"
    scope = "SCHEMA"
    listed = frozenset({"like"})

    def _listed(self, calls: Calls, _: Place, statement: Show, __: Parameters) -> list[Document]:
        return [_shown(row) for row in calls.shown(statement)]

    def _creation(self, _: Calls, place: Place, request: Request, mode: CreateMode) -> CreateSequence:
        body = read(SequenceBody, request.body)
        return body.definition(qualified(*place, identifier(body.name)), mode)

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One sequence."""
        statement = Show(kind=self.plural, scope_kind=self.scope, scope=QualifiedName(name.qualifiers))
        return _shown(calls.one(statement, self.kind, name.name, name))

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        body = definition(SequenceBody, request.body, name)
        return calls.done(body.definition(name, CreateMode.OR_ALTER))

    def _drop(self, name: QualifiedName, given: Parameters) -> Drop:
        return Drop(_KIND, name, given.flag("ifExists"))

    def actions(self) -> Mapping[str, Action]:
        """Renaming."""
        return {"rename": _rename}


def _shown(row: Record) -> Document:
    """A row of SHOW SEQUENCES. What comes next is not known, so nothing is said of the start."""
    return {
        "name": values.name(row["name"]),
        "database_name": values.name(row["database_name"]),
        "schema_name": values.name(row["schema_name"]),
        "start": None,
        "increment": row["interval"],
        "ordered": values.flag(row["ordered"]),
        **values.picked(row, "created_on", "owner", "owner_role_type", "comment"),
    }


def _rename(calls: Calls, name: QualifiedName, request: Request) -> Document:
    given = request.parameters
    given.check({"ifExists", "targetDatabase", "targetSchema", "targetName"})
    wanted = given.text("targetName")
    if wanted is None:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="The parameter targetName is missing.")
    target = qualified(*given.place(name.qualifiers), identifier(wanted))
    return calls.done(AlterObject(_KIND, name, given.flag("ifExists"), (RenameTo(target),)))

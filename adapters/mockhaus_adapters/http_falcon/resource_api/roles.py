"""Roles: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/roles/roles-introduction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mockhaus.application.manage_objects import Record
from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import CreateAccountObject, DropAccountObject, Properties
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, Show
from mockhaus_adapters.http_falcon.resource_api import grants, values
from mockhaus_adapters.http_falcon.resource_api.bodies import Body, definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import Action, Place, Request, ResourceType
from mockhaus_adapters.http_falcon.resource_api.values import Document

_KIND = AccountKind.ROLE


class RoleBody(Body):
    """What may be set of a role."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {
            *("created_on", "owner", "is_default", "is_current", "is_inherited", "assigned_to_users"),
            *("granted_to_roles", "granted_roles"),
        }
    )

    comment: str | None = None


class Roles(ResourceType):
    """Roles of the account."""

    kind = "Role"
    plural = "ROLES"

    def _listed(self, calls: Calls, _: Place, statement: Show, __: Parameters) -> list[Document]:
        return [_shown(row) for row in calls.shown(statement)]

    def _creation(self, _: Calls, __: Place, request: Request, mode: CreateMode) -> CreateAccountObject:
        body = read(RoleBody, request.body)
        return CreateAccountObject(_KIND, identifier(body.name), mode, Properties(body.properties()))

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One role."""
        return _shown(calls.one(Show(kind=self.plural), self.kind, name.name, name))

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """CREATE OR ALTER ROLE."""
        body = definition(RoleBody, request.body, name)
        properties = Properties(body.properties())
        return calls.done(CreateAccountObject(_KIND, name.name, CreateMode.OR_ALTER, properties))

    def _drop(self, name: QualifiedName, given: Parameters) -> DropAccountObject:
        return DropAccountObject(_KIND, name.name, given.flag("ifExists"))

    def parts(self) -> Mapping[str, Mapping[str, Action]]:
        """What is granted to a role, and who has it."""
        return {
            "grants": {"GET": grants.granted_to(_KIND), "POST": grants.grant_to(_KIND)},
            "grants:revoke": {"POST": grants.revoke_from(_KIND)},
            "grants-of": {"GET": grants.grants_of()},
            "grants-on": {"GET": grants.grants_on()},
        }


def _shown(row: Record) -> Document:
    flags = {key: values.flag(row[key]) for key in ("is_default", "is_current", "is_inherited")}
    counts = values.picked(row, "assigned_to_users", "granted_to_roles", "granted_roles")
    return {
        "name": values.name(row["name"]),
        **values.picked(row, "created_on", "owner", "comment"),
        **flags,
        **counts,
    }

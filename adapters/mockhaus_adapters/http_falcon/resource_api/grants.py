"""Grants of roles to roles and users, and what is granted: parts of the APIs of roles and users.

Other privileges than those of owning an object, and of having a role, are not granted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pydantic import BaseModel, ConfigDict, Field

from mockhaus.application.manage_objects import Record
from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import GrantRole, RevokeRole, ShowGrants
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, quote
from mockhaus_adapters.http_falcon.resource_api import values
from mockhaus_adapters.http_falcon.resource_api.bodies import parsed
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier, parts
from mockhaus_adapters.http_falcon.resource_api.resource_types import Action, Request
from mockhaus_adapters.http_falcon.resource_api.values import Document

_ROLE = AccountKind.ROLE.value
_FIELDS = ("name", "schema", "database")


class SecurableBody(BaseModel):
    """What is granted."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str | None = None
    database: str | None = None
    schema_: str | None = Field(default=None, alias="schema")
    service: str | None = None


class GrantBody(BaseModel):
    """A grant. When it was made and by whom is not looked at."""

    model_config = ConfigDict(extra="forbid")

    securable_type: str
    securable: SecurableBody | None = None
    containing_scope: SecurableBody | None = None
    grant_option: bool | None = None
    privileges: list[str] | None = None
    created_on: str | None = None
    granted_by: str | None = None

    def role(self) -> str:
        """The stored name of the role that is granted; anything else is refused by name."""
        if self.securable_type.upper() != _ROLE or self.privileges or self.containing_scope or self.grant_option:
            privileges = ", ".join(self.privileges or ["privileges"])
            raise unsupported(f"GRANT {privileges} ON {self.securable_type.upper()}")
        if self.securable is None or self.securable.name is None:
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="securable: the role has no name.")
        return identifier(self.securable.name)


def grant_to(kind: AccountKind) -> Action:
    """GRANT ROLE to objects of a kind."""
    return lambda calls, name, request: calls.done(GrantRole(parsed(GrantBody, request.body).role(), kind, name.name))


def revoke_from(kind: AccountKind) -> Action:
    """REVOKE ROLE from objects of a kind."""
    return lambda calls, name, request: calls.done(RevokeRole(parsed(GrantBody, request.body).role(), kind, name.name))


def granted_to(kind: AccountKind) -> Action:
    """SHOW GRANTS TO objects of a kind."""
    return _listing("TO", kind, _grant)


def grants_of() -> Action:
    """SHOW GRANTS OF ROLE."""
    return _listing("OF", AccountKind.ROLE, _holder)


def grants_on() -> Action:
    """SHOW GRANTS ON ROLE."""
    return _listing("ON", AccountKind.ROLE, _grant)


def _listing(direction: str, kind: AccountKind, document: Callable[[Record], Document]) -> Action:
    def listed(calls: Calls, name: QualifiedName, request: Request) -> list[Document]:
        request.parameters.check({"showLimit"})
        statement = ShowGrants(direction, kind.value, name, request.parameters.limit())
        return [document(row) for row in calls.rows(statement)]

    return listed


def _grant(row: Record) -> Document:
    return {
        "securable": _securable(parts(str(row["name"]))) if "role" not in row else {"name": values.name(row["role"])},
        "containing_scope": None,
        "securable_type": row["granted_on"],
        "grant_option": values.flag(row["grant_option"]),
        "privileges": [row["privilege"]],
        **values.picked(row, "created_on", "granted_by"),
    }


def _securable(names: Iterable[str]) -> Document:
    return dict(zip(_FIELDS, (quote(name) for name in reversed(tuple(names))), strict=False))


def _holder(row: Record) -> Document:
    return {
        "role": values.name(row["role"]),
        "grantee_name": values.name(row["grantee_name"]),
        **values.picked(row, "created_on", "granted_to", "granted_by"),
    }

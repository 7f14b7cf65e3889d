"""SHOW GRANTS: https://docs.snowflake.com/en/sql-reference/sql/show-grants.

A role holds what it owns and the roles granted to it; other privileges are not granted here. What Snowflake gives to
its system roles by itself, on the account, is not listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from mockhaus.application.handlers import targets
from mockhaus.application.handlers.account import access
from mockhaus.application.handlers.showing.listing import chosen, result
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.objects import AccountKind, AccountObject, Role, RoleGrant, User, kind_of
from mockhaus.domain.account.statements import ShowGrants
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import CatalogObject, ObjectKind, SchemaObject
from mockhaus.domain.catalog.objects import kind_of as kind_of_object
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName, qualified, quote
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show, Statement

_ON = "created_on privilege granted_on name granted_to grantee_name grant_option granted_by granted_by_role_type"
_TO_ROLE = "created_on privilege granted_on name granted_to grantee_name grant_option granted_by"
_TO_USER = "created_on privilege granted_on name role granted_to grantee_name grant_option granted_by"
_OF_ROLE = "created_on role granted_to grantee_name granted_by"


def show_grants(statement: Statement, run: StatementRun) -> Outcome:
    """SHOW GRANTS."""
    assert isinstance(statement, ShowGrants)  # noqa: S101 - the registry pairs them
    if statement.direction == "ON":
        headings, rows = _ON, _on(run, statement)
    else:
        name = statement.name.name if statement.name is not None else run.session.context.user
        headings, shown = _SHOWN[statement.direction, statement.kind]
        rows = list(shown(run, name))
    return result(headings, chosen(Show(kind="GRANTS", limit=statement.limit), rows, str))


# -- TO and OF -----------------------------------------------------------------------------------------------------


def _to_user(run: StatementRun, name: str) -> Iterator[Row]:
    account = run.services.account.current
    user = account.user(name)
    if user is None and name != run.session.context.user:
        raise access.missing(AccountKind.USER, name)
    for grant in _by_name(user.grants if user is not None else ()):
        role = grant.role
        yield (grant.created_at, "USAGE", "ROLE", role, role, "USER", name, "false", grant.granted_by)


def _to_role(run: StatementRun, name: str) -> Iterator[Row]:
    account = run.services.account.current
    role = access.found(account, AccountKind.ROLE, name)
    assert isinstance(role, Role)  # noqa: S101 - found by its kind
    for item in sorted(account.objects.values(), key=lambda item: (kind_of(item).value, item.name)):
        if item.owner == name:
            yield _owned(item.created_at, kind_of(item).value, quote(item.name), name)
    for database in run.services.catalog.current.live():
        for found, full in _objects(database):
            if found.owner == name:
                yield _owned(found.created_at, _word(found), str(full), name)
    for grant in _by_name(role.grants):
        yield (grant.created_at, "USAGE", "ROLE", quote(grant.role), "ROLE", name, "false", grant.granted_by)


def _of_role(run: StatementRun, name: str) -> Iterator[Row]:
    account = run.services.account.current
    access.found(account, AccountKind.ROLE, name)
    for kind, holders in (("ROLE", account.roles), ("USER", account.users)):
        yield from _holders(kind, holders, name)


def _holders(kind: str, holders: list[Role] | list[User], name: str) -> Iterator[Row]:
    for holder in holders:
        for grant in holder.grants:
            if grant.role == name:
                yield (grant.created_at, name, kind, holder.name, grant.granted_by)


def _by_name(grants: tuple[RoleGrant, ...]) -> list[RoleGrant]:
    return sorted(grants, key=lambda grant: grant.role)


_SHOWN: dict[tuple[str, str], tuple[str, Callable[[StatementRun, str], Iterator[Row]]]] = {
    ("TO", "USER"): (_TO_USER, _to_user),
    ("TO", "ROLE"): (_TO_ROLE, _to_role),
    ("OF", "ROLE"): (_OF_ROLE, _of_role),
}

# -- ON ------------------------------------------------------------------------------------------------------------


def _on(run: StatementRun, statement: ShowGrants) -> list[Row]:
    """The ownership of one object, which is the only privilege on it; nobody owns a system role."""
    if statement.name is None:
        raise unsupported("SHOW GRANTS ON ACCOUNT")
    if statement.kind in AccountKind.__members__:
        item = access.found(run.services.account.current, AccountKind(statement.kind), statement.name.name)
        return [_ownership(item, statement.kind, quote(item.name))] if item.owner else []
    found, full = _catalog_object(run, ObjectKind(statement.kind), statement.name)
    return [_ownership(found, _word(found), str(full))]


def _catalog_object(run: StatementRun, kind: ObjectKind, name: QualifiedName) -> tuple[CatalogObject, QualifiedName]:
    names = run.names()
    if kind is ObjectKind.DATABASE:
        return targets.database_at(names, name.name).database, qualified(name.name)
    if kind is ObjectKind.SCHEMA:
        full = targets.full_schema_name(run, name, "SHOW GRANTS")
        return targets.schema_at(names, *full.parts).schema, full
    found = targets.object_at(run, names, kind, name, "SHOW GRANTS")
    return found.item, found.name


def _objects(database: DatabaseCatalog) -> Iterator[tuple[CatalogObject, QualifiedName]]:
    """A database and everything live in it, with full names."""
    name = database.database.name
    yield database.database, qualified(name)
    for schema in sorted(database.schemas.values(), key=lambda item: item.name):
        yield schema, qualified(name, schema.name)
        for item in sorted(database.objects_in(schema), key=lambda item: item.name):
            yield item, qualified(name, schema.name, item.name)


def _word(item: CatalogObject) -> str:
    """The kind of an object as grants call it."""
    kind = kind_of_object(item).value if isinstance(item, SchemaObject) else type(item).__name__.upper()
    return kind.replace(" ", "_")


def _owned(at: dt.datetime, kind: str, name: str, owner: str) -> Row:
    return (at, "OWNERSHIP", kind, name, "ROLE", owner, "true", owner)


def _ownership(item: CatalogObject | AccountObject, kind: str, name: str) -> Row:
    return (*_owned(item.created_at, kind, name, item.owner), "ROLE")

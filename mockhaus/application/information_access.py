"""INFORMATION_SCHEMA: roles and privileges. The only privilege on an object is its owner's; roles are granted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockhaus.application import visibility
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.account.objects import kind_of as account_kind
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import CatalogObject, ExternalTable, ObjectKind, Sequence, Table, View, kind_of
from mockhaus.domain.policy.roles import PUBLIC

Fields = dict[str, Any]

_OWNERSHIP = "OWNERSHIP"


def enabled_roles(run: StatementRun, _: DatabaseCatalog) -> Iterator[Fields]:
    """The roles in use, with all that they inherit from, and PUBLIC."""
    graph = run.services.policy.roles
    reach = frozenset({PUBLIC}).union(*(graph.reach(role) for role in run.active_roles()))
    return ({"ROLE_NAME": name, "ROLE_OWNER": _owner_of_role(run, name)} for name in sorted(reach))


def applicable_roles(run: StatementRun, _: DatabaseCatalog) -> Iterator[Fields]:
    """The grants by which the user has roles: to the user, and to the roles that the user may activate."""
    account = run.services.account.current
    user = run.session.context.user
    grants = [(user, role) for role in account.granted_to(user)]
    for name in sorted(account.available_to(user)):
        role = account.role(name)
        grants += [(name, grant.role) for grant in (role.grants if role else ())]
    for grantee, name in grants:
        yield {
            "GRANTEE": grantee,
            "ROLE_NAME": name,
            "ROLE_OWNER": _owner_of_role(run, name),
            "IS_GRANTABLE": "NO",
        }


def _owner_of_role(run: StatementRun, name: str) -> str:
    role = run.services.account.current.role(name)
    return role.owner if role else ""


def object_privileges(run: StatementRun, _: DatabaseCatalog) -> Iterator[Fields]:
    """The owners of everything in the account, as far as they may be seen."""
    for database in visibility.databases(run):
        name = database.database.name
        yield _privilege(database.database, (name, None, name), ObjectKind.DATABASE.value)
        for place in visibility.places(run, database):
            yield _privilege(place.schema, (name, place.schema.name, place.schema.name), ObjectKind.SCHEMA.value)
            yield from (_of_object(seen) for seen in visibility.objects(run, place))
    for item in run.services.account.current.objects.values():
        if item.owner and run.may_use(item.owner):
            fields = _ownership(item.owner, created=item.created_at)
            yield {**fields, "OBJECT_NAME": item.name, "OBJECT_TYPE": account_kind(item).value}


def usage_privileges(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    """The owners of sequences."""
    return (_of_object(seen) for seen in _seen(run, database) if isinstance(seen.item, Sequence))


def table_privileges(run: StatementRun, database: DatabaseCatalog) -> Iterator[Fields]:
    """The owners of tables and views."""
    for seen in _seen(run, database):
        if isinstance(seen.item, Table | ExternalTable | View):
            yield {
                **_ownership(seen.item.owner, created=seen.item.created_at),
                "TABLE_CATALOG": database.database.name,
                "TABLE_SCHEMA": seen.place.schema.name,
                "TABLE_NAME": seen.item.name,
            }


def _seen(run: StatementRun, database: DatabaseCatalog) -> Iterator[Seen]:
    for place in visibility.places(run, database):
        yield from visibility.objects(run, place)


def _of_object(seen: Seen) -> Fields:
    place = (seen.place.database.database.name, seen.place.schema.name, seen.item.name)
    return _privilege(seen.item, place, kind_of(seen.item).value)


def _privilege(item: CatalogObject, place: tuple[str | None, ...], kind: str) -> Fields:
    catalog, schema, name = place
    fields = {"OBJECT_CATALOG": catalog, "OBJECT_SCHEMA": schema, "OBJECT_NAME": name, "OBJECT_TYPE": kind}
    return {**_ownership(item.owner, created=item.created_at), **fields}


def _ownership(owner: str, *, created: object) -> Fields:
    return {
        "GRANTOR": owner,
        "GRANTEE": owner,
        "GRANTED_TO": "ROLE",
        "PRIVILEGE_TYPE": _OWNERSHIP,
        "IS_GRANTABLE": "YES",
        "CREATED": created,
    }

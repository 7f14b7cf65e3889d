"""CREATE ROLE, ALTER ROLE, and what becomes of what a role owns.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-role, alter-role and drop-role.
"""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application.handlers.account.properties import fields, unset_fields
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountKind, AccountObject, Role
from mockhaus.domain.account.statements import (
    AccountAction,
    CreateAccountObject,
    SetAccountProperties,
    UnsetAccountProperties,
)
from mockhaus.domain.catalog.objects import Database, Schema, SchemaObject

_KIND = AccountKind.ROLE


def build(run: StatementRun, _: Account, statement: CreateAccountObject) -> Role:
    """The role of a CREATE."""
    made = Role(
        id=run.services.account.next_id(),
        name=statement.name,
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
    )
    return replace(made, **fields(_KIND, statement.properties.options))


def redefined(_: StatementRun, item: Role, statement: CreateAccountObject) -> Role:
    """A role as a CREATE OR ALTER defines it."""
    return replace(item, **{"comment": "", **fields(_KIND, statement.properties.options)})


def change(_: StatementRun, __: Account, item: Role, action: AccountAction) -> Role:
    """The role after an action of ALTER."""
    if isinstance(action, UnsetAccountProperties):
        return replace(item, **unset_fields(_KIND, action.names, {"comment": ""}, ()))
    assert isinstance(action, SetAccountProperties)  # noqa: S101 - what else the parser makes
    return replace(item, **fields(_KIND, action.properties.options))


def forget(run: StatementRun, account: Account, item: Role) -> None:
    """Drop a role: its grants are gone, and what it owned is the session's role's."""
    heir = run.session.context.role
    _hand_over(run, item.name, heir)
    others = [other for other in account.without_role(item.name, heir) if not _is(other, item)]
    run.services.account.apply(put=others, remove=[item])


def rename(run: StatementRun, account: Account, item: Role, name: str) -> None:
    """Give a role another name, wherever it stands."""
    _hand_over(run, item.name, name)
    others = [other for other in account.with_renamed_role(item.name, name) if not _is(other, item)]
    run.services.account.apply(put=[*others, replace(item, name=name)], remove=[item])
    context = run.session.context
    if context.role == item.name:
        run.session.context = replace(context, role=name)


def _is(other: AccountObject, item: Role) -> bool:
    return isinstance(other, Role) and other.name == item.name


def _hand_over(run: StatementRun, old: str, new: str) -> None:
    """Give every object of the databases that one role owns to another, database by database."""
    with run.changing() as catalog:
        for database in catalog.databases.values():
            everything: tuple[Database | Schema | SchemaObject, ...] = (
                database.database,
                *database.all_schemas.values(),
                *database.all_objects.values(),
            )
            owned = [replace(item, owner=new) for item in everything if item.owner == old]
            if owned:
                run.services.catalog.apply(run.session.engine, database.database, put=owned)

"""CREATE, ALTER, DROP, DESCRIBE and COMMENT ON of what belongs to the account: warehouses, roles and users.

The session's own warehouse, role and user are meant where a name is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mockhaus.application.handlers.account import access, describing, integrations, roles, users, warehouses
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import (
    AccountKind,
    AccountObject,
    Role,
    StorageIntegration,
    User,
    Warehouse,
    kind_of,
)
from mockhaus.domain.account.statements import (
    AccountAction,
    AlterAccountObject,
    CommentOnAccountObject,
    CreateAccountObject,
    DescribeAccountObject,
    DropAccountObject,
    Properties,
    Rename,
    SetAccountProperties,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import quote
from mockhaus.domain.statements import CreateMode, Statement

_DONE = "Statement executed successfully."
_Build = Callable[[StatementRun, Account, CreateAccountObject], AccountObject]
_Change = Callable[[StatementRun, Account, Any, AccountAction], AccountObject]
_BUILDS: dict[AccountKind, _Build] = {
    AccountKind.WAREHOUSE: warehouses.build,
    AccountKind.ROLE: roles.build,
    AccountKind.USER: users.build,
    AccountKind.INTEGRATION: integrations.build,
}
_CHANGES: dict[AccountKind, _Change] = {
    AccountKind.WAREHOUSE: warehouses.change,
    AccountKind.ROLE: roles.change,
    AccountKind.USER: users.change,
    AccountKind.INTEGRATION: integrations.change,
}

_REDEFINED: dict[AccountKind, Callable[[StatementRun, Any, CreateAccountObject], AccountObject]] = {
    AccountKind.WAREHOUSE: warehouses.redefined,
    AccountKind.ROLE: roles.redefined,
}
"""The kinds that CREATE OR ALTER knows."""


def create(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE WAREHOUSE | ROLE | USER."""
    assert isinstance(statement, CreateAccountObject)  # noqa: S101 - the registry pairs them
    kind, name = statement.kind, statement.name
    if statement.mode is CreateMode.OR_ALTER and kind not in _REDEFINED:
        raise unsupported(f"CREATE OR ALTER {kind.value}")
    with access.changing(run, kind) as account:
        existing = account.find(kind, name)
        if existing is not None and statement.mode is CreateMode.OR_ALTER:
            return _alter_to(run, statement, existing)
        access.require_creator(run, kind)
        if existing is not None and statement.mode is CreateMode.IF_NOT_EXISTS:
            return status(f"{name} already exists, statement succeeded.")
        if existing is not None:
            _check_replaced(run, statement, existing)
        new = _BUILDS[kind](run, account, statement)
        if isinstance(existing, Role):
            roles.forget(run, account, existing)
        run.services.account.apply(put=[new])
    return status(f"{kind.value.capitalize()} {name} successfully created.")


def _alter_to(run: StatementRun, statement: CreateAccountObject, existing: AccountObject) -> Outcome:
    """Make an object what the definition of a CREATE OR ALTER says; what it leaves out has its default again."""
    access.require_owner(run, existing)
    run.services.account.apply(put=[_REDEFINED[statement.kind](run, existing, statement)])
    return status(f"{statement.kind.value.capitalize()} {statement.name} successfully created.")


def _check_replaced(run: StatementRun, statement: CreateAccountObject, existing: AccountObject) -> None:
    if statement.mode is not CreateMode.OR_REPLACE:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=quote(statement.name))
    _check_droppable(run, existing)


def _check_droppable(run: StatementRun, item: AccountObject) -> None:
    access.require_owner(run, item)
    if isinstance(item, Role) and item.name == run.session.context.role:
        raise SnowflakeError(ErrorCode.CURRENT_ROLE_DROPPED, name=item.name)
    if isinstance(item, User) and item.name == run.session.context.user:
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="user", name=item.name)


def drop(statement: Statement, run: StatementRun) -> Outcome:
    """DROP WAREHOUSE | ROLE | USER."""
    assert isinstance(statement, DropAccountObject)  # noqa: S101 - the registry pairs them
    with access.changing(run, statement.kind) as account:
        item = account.find(statement.kind, statement.name)
        if item is None and statement.if_exists:
            return status(f"Drop statement executed successfully ({statement.name} already dropped).")
        item = access.found(account, statement.kind, statement.name)
        _check_droppable(run, item)
        if isinstance(item, Role):
            roles.forget(run, account, item)
        else:
            run.services.account.apply(remove=[item])
    if isinstance(item, Warehouse) and run.session.context.warehouse == item.name:
        run.session.context = replace(run.session.context, warehouse=None)
    return status(f"{item.name} successfully dropped.")


def alter(statement: Statement, run: StatementRun) -> Outcome:
    """ALTER WAREHOUSE | ROLE | USER."""
    assert isinstance(statement, AlterAccountObject)  # noqa: S101 - the registry pairs them
    name = statement.name if statement.name is not None else _own_name(run, statement.kind)
    with access.changing(run, statement.kind) as account:
        if statement.if_exists and account.find(statement.kind, name) is None:
            return status(_DONE)
        item = access.found(account, statement.kind, name)
        if not (isinstance(item, User) and users.may_change_own(run, item, statement.action)):
            access.require_owner(run, item)
        if isinstance(statement.action, Rename):
            _rename(run, account, item, statement.action.name)
        else:
            changed = _CHANGES[statement.kind](run, account, item, statement.action)
            if changed != item:
                run.services.account.apply(put=[changed])
    return status(_DONE)


def _own_name(run: StatementRun, kind: AccountKind) -> str:
    name = run.session.context.user if kind is AccountKind.USER else run.session.context.warehouse
    if name is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    return name


def _rename(run: StatementRun, account: Account, item: AccountObject, name: str) -> None:
    if account.find(kind_of(item), name) is not None:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=quote(name))
    context = run.session.context
    if isinstance(item, Role):
        roles.rename(run, account, item, name)
        return
    run.services.account.apply(put=[replace(item, name=name)], remove=[item])
    if isinstance(item, Warehouse) and context.warehouse == item.name:
        run.session.context = replace(context, warehouse=name)
    if isinstance(item, User) and context.user == item.name:
        run.session.context = replace(context, user=name)


def describe(statement: Statement, run: StatementRun) -> Outcome:
    """DESCRIBE WAREHOUSE | USER | INTEGRATION."""
    assert isinstance(statement, DescribeAccountObject)  # noqa: S101 - the registry pairs them
    item = access.found(run.services.account.current, statement.kind, statement.name)
    if isinstance(item, User):
        if item.name != run.session.context.user and not access.may_change(run, item):
            raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="user", name=item.name)
        return describing.user(item)
    if isinstance(item, StorageIntegration):
        return integrations.describe(item)
    return describing.warehouse(item)


def comment(statement: Statement, run: StatementRun) -> Outcome:
    """COMMENT ON WAREHOUSE | ROLE | USER: the same as setting COMMENT by ALTER."""
    assert isinstance(statement, CommentOnAccountObject)  # noqa: S101 - the registry pairs them
    action = SetAccountProperties(Properties((("COMMENT", statement.text),)))
    return alter(AlterAccountObject(statement.kind, statement.name, action, statement.if_exists), run)

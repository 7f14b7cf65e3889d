"""Who may do what with objects of the account: owners, and the roles above them in Snowflake's own hierarchy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountKind, AccountObject, kind_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import quote
from mockhaus.domain.policy.roles import ACCOUNTADMIN, SECURITYADMIN, SYSADMIN, USERADMIN

T = TypeVar("T", bound=AccountObject)
_CREATORS = {
    AccountKind.WAREHOUSE: SYSADMIN,
    AccountKind.ROLE: USERADMIN,
    AccountKind.USER: USERADMIN,
    AccountKind.INTEGRATION: ACCOUNTADMIN,
}


@contextmanager
def changing(run: StatementRun, kind: AccountKind) -> Iterator[Account]:
    """Keep other changes of the account out, and of the catalog too where owners of its objects may change.

    The catalog comes first: a change of it may take long, and nobody is to wait for the account meanwhile.
    """
    with ExitStack() as stack:
        if kind is AccountKind.ROLE:
            stack.enter_context(run.changing())
        yield stack.enter_context(run.services.account.changing())


def require_creator(run: StatementRun, kind: AccountKind) -> None:
    """Refuse unless the session's primary role may create objects of a kind."""
    if not run.services.policy.may_use(run.session.context.role, _CREATORS[kind]):
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="account", name=run.session.context.account)


def require_owner(run: StatementRun, item: AccountObject) -> None:
    """Refuse unless an active role owns the object, or inherits from the role that does."""
    if not may_change(run, item):
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind=kind_of(item).value.lower(), name=item.name)


def may_change(run: StatementRun, item: AccountObject) -> bool:
    """Whether an active role owns the object; nobody owns what belongs to the system."""
    return bool(item.owner) and run.may_use(item.owner)


def manages_grants(run: StatementRun) -> bool:
    """Whether an active role has the privilege MANAGE GRANTS."""
    return run.may_use(SECURITYADMIN)


def is_administrator(run: StatementRun) -> bool:
    """Whether an active role is ACCOUNTADMIN."""
    return run.may_use(ACCOUNTADMIN)


def found(account: Account, kind: AccountKind, name: str) -> AccountObject:
    """An object by kind and name; SCHEMA_NOT_FOUND, which says that it does not exist, where there is none."""
    item = account.find(kind, name)
    if item is None:
        raise missing(kind, name)
    return item


def missing(kind: AccountKind, name: str) -> SnowflakeError:
    """The error of a name that no object of the kind has."""
    return SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind=kind.value.capitalize(), name=quote(name))

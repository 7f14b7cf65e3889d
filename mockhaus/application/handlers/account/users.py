"""CREATE USER and ALTER USER: https://docs.snowflake.com/en/sql-reference/sql/create-user."""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application.handlers.account.properties import Fields, fields, unset_fields
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountKind, User
from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AccountAction,
    CreateAccountObject,
    Properties,
    SetAccountProperties,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.definitions import DEFINITIONS

_KIND = AccountKind.USER
_PASSWORD = "PASSWORD"  # noqa: S105 - the name of a property
_OWN = frozenset({"DEFAULT_WAREHOUSE", "DEFAULT_NAMESPACE", "DEFAULT_ROLE", *DEFINITIONS})
"""What a user may change without a role that owns the user."""


def build(run: StatementRun, account: Account, statement: CreateAccountObject) -> User:
    """The user of a CREATE."""
    made = User(
        id=run.services.account.next_id(),
        name=statement.name,
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
        login_name=statement.name.upper(),
        display_name=statement.name,
    )
    return _with(run, account, made, statement.properties, replaced=account.user(statement.name))


def may_change_own(run: StatementRun, item: User, action: AccountAction) -> bool:
    """Whether an action changes only what users may change of themselves."""
    if item.name != run.session.context.user:
        return False
    if isinstance(action, UnsetAccountProperties):
        return _OWN.issuperset(action.names)
    if not isinstance(action, SetAccountProperties) or action.properties.password is not None:
        return False
    return _OWN.issuperset(name for name, _ in action.properties.options)


def change(run: StatementRun, account: Account, item: User, action: AccountAction) -> User:
    """The user after an action of ALTER."""
    if isinstance(action, AbortAllQueries):
        run.services.account.abort(user=item.name, but=run.query_id)
        return item
    if isinstance(action, UnsetAccountProperties):
        return _unset(item, action.names)
    assert isinstance(action, SetAccountProperties)  # noqa: S101 - what else the parser makes
    changed = _with(run, account, item, action.properties)
    if changed.disabled and not item.disabled:
        run.services.account.abort(user=item.name, but=run.query_id)
    return changed


def _with(
    run: StatementRun, account: Account, item: User, properties: Properties, replaced: User | None = None
) -> User:
    """The user with properties set."""
    found = fields(_KIND, properties.options, item.parameters)
    now = run.services.clock.now()
    for key in ("rsa_public_key", "rsa_public_key_2"):
        if key in found:
            found[f"{key}_set_at"] = now if found[key] else None
    if properties.password is not None:
        found |= _password(run, properties.password)
    for name, default in (("login_name", item.name.upper()), ("display_name", item.name)):
        if name in found and found[name] is None:
            found[name] = default
    changed = replace(item, **found)
    _check_login_name(account, changed, replaced)
    return changed


def _password(run: StatementRun, password: str) -> Fields:
    if not password:
        return {"password": None, "password_set_at": None}
    return {"password": run.services.account.hashed(password), "password_set_at": run.services.clock.now()}


def _check_login_name(account: Account, item: User, replaced: User | None) -> None:
    other = account.user_of_login(item.login_name)
    if other is not None and other.id != item.id and other is not replaced:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=item.login_name)


def _unset(item: User, names: tuple[str, ...]) -> User:
    fresh = User(
        id=0,
        name=item.name,
        owner=item.owner,
        created_at=item.created_at,
        login_name=item.name.upper(),
        display_name=item.name,
        type="PERSON",
    )
    defaults: Fields = {name: getattr(fresh, name) for name in fresh.__dataclass_fields__}
    known = tuple(name for name in names if name != _PASSWORD)
    found = unset_fields(_KIND, known, defaults, item.parameters)
    if _PASSWORD in names:
        found |= {"password": None, "password_set_at": None}
    return replace(item, **found)

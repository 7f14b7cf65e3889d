"""Statements about warehouses, roles, users and grants of roles."""

from __future__ import annotations

from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AccountAction,
    AlterAccountObject,
    CreateAccountObject,
    DescribeAccountObject,
    DropAccountObject,
    GrantRole,
    Properties,
    Rename,
    Resume,
    RevokeRole,
    SetAccountProperties,
    ShowGrants,
    Suspend,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.writing.pieces import created, full_name, literal, when, words

_NULL = "NULL"
_COMMENT = "COMMENT"
_OF_NAMES = frozenset({"DEFAULT_WAREHOUSE", "DEFAULT_ROLE"})
"""Properties whose value is a stored name."""


def create(statement: CreateAccountObject) -> str:
    """CREATE WAREHOUSE | ROLE | USER."""
    head = created(statement.mode, statement.kind.value, always_quote(statement.name))
    return words(head, _properties(statement.properties))


def alter(statement: AlterAccountObject) -> str:
    """ALTER WAREHOUSE | ROLE | USER."""
    name = "" if statement.name is None else always_quote(statement.name)
    if_exists = when(statement.if_exists, "IF EXISTS")
    return words("ALTER", statement.kind.value, if_exists, name, _action(statement.action))


def _action(action: AccountAction) -> str:
    match action:
        case Rename():
            return f"RENAME TO {always_quote(action.name)}"
        case SetAccountProperties():
            return f"SET {_properties(action.properties)}"
        case UnsetAccountProperties():
            return f"UNSET {', '.join(action.names)}"
        case Suspend():
            return "SUSPEND"
        case Resume():
            return words("RESUME", when(action.if_suspended, "IF SUSPENDED"))
        case AbortAllQueries():
            return "ABORT ALL QUERIES"
    raise unsupported(f"ALTER with {type(action).__name__}")


def _properties(properties: Properties) -> str:
    pairs = [f"{name} = {_value(name, value)}" for name, value in properties.options]
    if properties.password is not None:
        pairs.append(f"PASSWORD = {literal(properties.password)}")
    return " ".join(pairs)


def _value(name: str, value: str) -> str:
    if value == _NULL and name != _COMMENT:
        return _NULL
    return always_quote(value) if name in _OF_NAMES else literal(value)


def drop(statement: DropAccountObject) -> str:
    """DROP WAREHOUSE | ROLE | USER."""
    if_exists = when(statement.if_exists, "IF EXISTS")
    return words("DROP", statement.kind.value, if_exists, always_quote(statement.name))


def describe(statement: DescribeAccountObject) -> str:
    """DESCRIBE WAREHOUSE | USER."""
    return words("DESCRIBE", statement.kind.value, always_quote(statement.name))


def grant_role(statement: GrantRole) -> str:
    """GRANT ROLE."""
    grantee = always_quote(statement.grantee)
    return words("GRANT ROLE", always_quote(statement.role), "TO", statement.grantee_kind.value, grantee)


def revoke_role(statement: RevokeRole) -> str:
    """REVOKE ROLE."""
    grantee = always_quote(statement.grantee)
    return words("REVOKE ROLE", always_quote(statement.role), "FROM", statement.grantee_kind.value, grantee)


def show_grants(statement: ShowGrants) -> str:
    """SHOW GRANTS."""
    name = "" if statement.name is None else full_name(statement.name)
    limit = "" if statement.limit is None else f"LIMIT {statement.limit}"
    return words("SHOW GRANTS", statement.direction, statement.kind, name, limit)

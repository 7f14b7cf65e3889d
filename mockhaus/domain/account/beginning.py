"""What an account has from its first start: the system roles, a warehouse and a user.

Follows https://docs.snowflake.com/en/user-guide/security-access-control-overview, system-defined roles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from mockhaus.domain.account.objects import AccountObject, Role, RoleGrant, User, Warehouse
from mockhaus.domain.policy.roles import ACCOUNTADMIN, PUBLIC, SECURITYADMIN, SYSADMIN, USERADMIN

WAREHOUSE = "COMPUTE_WH"
SYSTEM_ROLES = {
    ACCOUNTADMIN: "Account administrator can manage all aspects of the account.",
    "ORGADMIN": "Organization administrator can manage organization and accounts in the organization.",
    PUBLIC: "Public role is automatically available to every user in the account.",
    SECURITYADMIN: "Security administrator can manage security aspects of the account.",
    SYSADMIN: "System administrator can create and manage databases and warehouses.",
    USERADMIN: "User administrator can create and manage users and roles",
}
"""The roles that exist always, with their comments."""

_HELD = {ACCOUNTADMIN: (SECURITYADMIN, SYSADMIN), SECURITYADMIN: (USERADMIN,)}


def objects(at: dt.datetime, user: str, warehouses: Iterable[str]) -> list[AccountObject]:
    """The first objects; the user has every system role and, with no secondary roles, one of them at a time."""
    roles: list[AccountObject] = [
        Role(id=number, name=name, owner="", created_at=at, comment=comment, grants=_grants(_HELD.get(name, ()), at))
        for number, (name, comment) in enumerate(SYSTEM_ROLES.items(), 1)
    ]
    first = User(
        id=len(roles) + 1,
        name=user,
        owner=ACCOUNTADMIN,
        created_at=at,
        login_name=user.upper(),
        display_name=user,
        default_secondary_roles=(),
        grants=_grants((ACCOUNTADMIN, "ORGADMIN"), at),
    )
    named = sorted(set(warehouses))
    return [*roles, first, *(_warehouse(first.id + number, name, at) for number, name in enumerate(named, 1))]


def _grants(roles: Iterable[str], at: dt.datetime) -> tuple[RoleGrant, ...]:
    return tuple(RoleGrant(role, at) for role in roles)


def _warehouse(number: int, name: str, at: dt.datetime) -> Warehouse:
    return Warehouse(id=number, name=name, owner=ACCOUNTADMIN, created_at=at, resumed_at=at, updated_at=at)

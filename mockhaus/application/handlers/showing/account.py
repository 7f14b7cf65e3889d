"""SHOW WAREHOUSES, SHOW ROLES, SHOW USERS and SHOW GRANTS: what belongs to the account.

Follows https://docs.snowflake.com/en/sql-reference/sql/show-warehouses and its neighbours.
"""

from __future__ import annotations

from mockhaus.application.handlers.account import access
from mockhaus.application.handlers.account.describing import role_list
from mockhaus.application.handlers.showing.listing import COUNT, CREATED, chosen, result, yes
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import SIZES, Role, User, Warehouse
from mockhaus.domain.errors import unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

_WAREHOUSE = (
    "name state type size min_cluster_count max_cluster_count started_clusters running queued is_default is_current "
    "is_interactive auto_suspend auto_resume available provisioning quiescing other created_on resumed_on updated_on "
    "owner comment enable_query_acceleration query_acceleration_max_scale_factor resource_monitor actives pendings "
    "failed suspended uuid scaling_policy owner_role_type resource_constraint generation"
)
_WAREHOUSE_COUNTS = (
    "min_cluster_count max_cluster_count started_clusters running queued auto_suspend "
    "query_acceleration_max_scale_factor actives pendings failed suspended"
)
_USER = (
    "name created_on login_name display_name first_name last_name email mins_to_unlock days_to_expiry comment disabled "
    "must_change_password snowflake_lock default_warehouse default_namespace default_role default_secondary_roles "
    "ext_authn_duo ext_authn_uid mins_to_bypass_mfa owner last_success_login expires_at_time locked_until_time "
    "has_password has_rsa_public_key type has_mfa has_pat has_workload_identity is_from_organization_user"
)
_TERSE_USER = (
    "name created_on display_name first_name last_name email org_identity comment has_password has_rsa_public_key type "
    "has_mfa has_pat has_workload_identity is_from_organization_user"
)
_USER_TIMES = dict.fromkeys(("last_success_login", "expires_at_time", "locked_until_time"), CREATED)
_ROLE = (
    "created_on name is_default is_current is_inherited assigned_to_users granted_to_roles granted_roles owner comment"
)
_TERSE_ROLE = "created_on name is_default is_current is_inherited"
_ROLE_COUNTS = dict.fromkeys(("assigned_to_users", "granted_to_roles", "granted_roles"), COUNT)


def warehouses(statement: Show, run: StatementRun) -> Outcome:
    """SHOW WAREHOUSES: those of every role, as every role may use them."""
    items = chosen(statement, run.services.account.current.warehouses, lambda item: item.name)
    counts = dict.fromkeys(_WAREHOUSE_COUNTS.split(), COUNT)
    own = run.services.account.user_named(run.session.context.user).default_warehouse
    rows = (_warehouse_row(run, item, is_default=item.name == own) for item in items)
    return result(_WAREHOUSE, rows, resumed_on=CREATED, **counts)


def _warehouse_row(run: StatementRun, item: Warehouse, *, is_default: bool) -> Row:
    started = not item.suspended
    clusters = item.min_cluster_count if started else 0
    return (
        *(item.name, "STARTED" if started else "SUSPENDED", item.type, SIZES[item.size]),
        *(item.min_cluster_count, item.max_cluster_count, clusters),
        *(run.services.account.count_running(item.name, but=run.query_id), 0),
        *(yes(is_default), yes(item.name == run.session.context.warehouse), "N"),
        *(item.auto_suspend, str(item.auto_resume).lower()),
        *(("100", "0", "0", "0") if started else ("", "", "", "")),
        *(item.created_at, item.resumed_at, item.updated_at, item.owner, item.comment),
        *(str(item.enable_query_acceleration).lower(), item.query_acceleration_max_scale_factor, "null"),
        *(clusters, 0, 0, int(item.suspended), str(item.id), item.scaling_policy, "ROLE"),
        *(item.resource_constraint, item.generation),
    )


def integrations(statement: Show, run: StatementRun) -> Outcome:
    """SHOW INTEGRATIONS and SHOW STORAGE INTEGRATIONS: there are no others."""
    if statement.terse or statement.scope_kind not in (None, "ACCOUNT") or statement.scope is not None:
        raise unsupported(f"SHOW {'TERSE ' if statement.terse else ''}{statement.kind} IN")
    items = chosen(statement, run.services.account.current.storage_integrations, lambda item: item.name)
    rows: list[Row] = [
        (item.name, "EXTERNAL_STAGE", "STORAGE", str(item.enabled).lower(), item.comment, item.created_at)
        for item in items
    ]
    return result("name type category enabled comment created_on", rows)


def roles(statement: Show, run: StatementRun) -> Outcome:
    """SHOW ROLES."""
    account = run.services.account.current
    items = chosen(statement, account.roles, lambda item: item.name)
    default = run.services.account.user_named(run.session.context.user).default_role
    rows = (_role_row(run, account, item, default) for item in items)
    if statement.terse:
        return result(_TERSE_ROLE, (row[:5] for row in rows))
    return result(_ROLE, rows, **_ROLE_COUNTS)


def _role_row(run: StatementRun, account: Account, item: Role, default: str | None) -> Row:
    current = run.session.context.role
    return (
        item.created_at,
        item.name,
        yes(item.name == default),
        yes(item.name == current),
        yes(item.name != current and item.name in account.graph.reach(current)),
        sum(_holds(user, item) for user in account.users),
        sum(_holds(role, item) for role in account.roles),
        len(item.grants),
        item.owner,
        item.comment,
    )


def _holds(holder: Role | User, role: Role) -> bool:
    return any(grant.role == role.name for grant in holder.grants)


def users(statement: Show, run: StatementRun) -> Outcome:
    """SHOW USERS: of users that the session's roles neither own nor manage, only the name is told."""
    items = chosen(statement, run.services.account.current.users, lambda item: item.name)
    headings = (_TERSE_USER if statement.terse else _USER).split()
    rows = (_user_row(run, item, headings) for item in items)
    return result(" ".join(headings), rows, **_USER_TIMES)


def _user_row(run: StatementRun, item: User, headings: list[str]) -> Row:
    if not (access.manages_grants(run) or access.may_change(run, item)):
        return (item.name, *[None] * (len(headings) - 1))
    values = {
        "name": item.name,
        "created_on": item.created_at,
        "login_name": item.login_name,
        "display_name": item.display_name,
        "first_name": item.first_name,
        "last_name": item.last_name,
        "email": item.email,
        "comment": item.comment,
        "default_warehouse": item.default_warehouse,
        "default_namespace": item.default_namespace,
        "default_role": item.default_role,
        "default_secondary_roles": role_list(item.default_secondary_roles),
        "owner": item.owner,
        "last_success_login": item.last_login_at,
        "type": item.type,
        **_flags(item),
    }
    return tuple(values.get(heading) for heading in headings)


def _flags(item: User) -> dict[str, str]:
    flags = {
        "disabled": item.disabled,
        "must_change_password": item.must_change_password,
        "snowflake_lock": False,
        "ext_authn_duo": False,
        "has_password": item.password is not None,
        "has_rsa_public_key": item.rsa_public_key is not None or item.rsa_public_key_2 is not None,
        "has_mfa": False,
        "has_pat": False,
        "has_workload_identity": False,
        "is_from_organization_user": False,
    }
    return {name: str(value).lower() for name, value in flags.items()}

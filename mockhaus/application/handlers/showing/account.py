"""SHOW WAREHOUSES, SHOW ROLES and SHOW USERS: what belongs to the account."""

from __future__ import annotations

from mockhaus.application.handlers.showing.listing import COUNT, CREATED, chosen, result, yes
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
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
_ROLE = (
    "created_on name is_default is_current is_inherited assigned_to_users granted_to_roles granted_roles owner comment"
)


def warehouses(statement: Show, run: StatementRun) -> Outcome:
    """SHOW WAREHOUSES: the session's own name, always started; warehouses are no objects."""
    current = run.session.context.warehouse
    items = chosen(statement, [current] if current else [], str)
    counts = dict.fromkeys(_WAREHOUSE_COUNTS.split(), COUNT)
    return result(_WAREHOUSE, (_warehouse_row(run, name) for name in items), resumed_on=CREATED, **counts)


def _warehouse_row(run: StatementRun, name: str) -> Row:
    started = run.session.created_at
    size = ("STARTED", "STANDARD", "X-Small", 1, 1, 1, 0, 0, "N", "Y", "N", 600, "true", "100", "0", "0", "0")
    times = (started, started, started)
    return (name, *size, *times, "", "", "false", 8, "null", 1, 0, 0, 0, "", "STANDARD", "ROLE", None, None)


def roles(statement: Show, run: StatementRun) -> Outcome:
    """SHOW ROLES."""
    graph = run.services.policy.roles
    context = run.session.context
    rows = (
        (
            run.session.created_at,
            name,
            "N",
            yes(name == context.role),
            yes(name in graph.reach(context.role) and name != context.role),
            "0",
            str(sum(1 for held in graph.grants.values() if name in held)),
            str(len(graph.grants.get(name, ()))),
            "",
            "",
        )
        for name in chosen(statement, graph.names(), str)
    )
    return result(_ROLE, rows)


def users(statement: Show, run: StatementRun) -> Outcome:
    """SHOW USERS: the session's own user. As for a role without rights on it, only the name is told."""
    rest = (None,) * (len(_USER.split()) - 1)
    return result(_USER, ((name, *rest) for name in chosen(statement, [run.session.context.user], str)))

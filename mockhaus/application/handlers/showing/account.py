"""SHOW WAREHOUSES, SHOW ROLES and SHOW USERS: what belongs to the account."""

from __future__ import annotations

from mockhaus.application.handlers.showing.listing import CREATED, chosen, result, yes
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show
from mockhaus.domain.types import number

_WAREHOUSE = (
    "name state type size running queued is_default is_current auto_suspend auto_resume available provisioning "
    "quiescing other created_on resumed_on updated_on owner comment resource_monitor"
)
_USER = "name created_on login_name display_name first_name last_name email comment disabled default_role owner"


def warehouses(statement: Show, run: StatementRun) -> Outcome:
    """SHOW WAREHOUSES: the session's own name, always started; warehouses are no objects."""
    current = run.session.context.warehouse
    items = chosen(statement, [current] if current else [], str)
    count = number(38, 0)
    counts = dict.fromkeys(("running", "queued", "auto_suspend"), count)
    return result(_WAREHOUSE, (_warehouse_row(run, name) for name in items), resumed_on=CREATED, **counts)


def _warehouse_row(run: StatementRun, name: str) -> Row:
    started = run.session.created_at
    head = (name, "STARTED", "STANDARD", "X-Small", 0, 0, "N", "Y", 600, "true", "100", "0", "0", "0")
    return (*head, started, started, started, "", "", "null")


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
    return result(
        "created_on name is_default is_current is_inherited assigned_to_users granted_to_roles granted_roles owner "
        "comment",
        rows,
    )


def users(statement: Show, run: StatementRun) -> Outcome:
    """SHOW USERS: the session's own user, as one without the right to see others sees."""
    context = run.session.context
    names = chosen(statement, [context.user], str)
    rows = ((name, run.session.created_at, name, name, "", "", "", "", "false", context.role, "") for name in names)
    return result(_USER, rows)

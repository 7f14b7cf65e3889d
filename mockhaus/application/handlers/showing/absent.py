"""SHOW of kinds that nobody can create here: there are none of them, and creating one is refused by name.

Follows the page of each kind below https://docs.snowflake.com/en/sql-reference/sql/show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from mockhaus.application.handlers.showing.listing import COUNT, CREATED, chosen, result, schema_scope
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

_COUNTS = dict.fromkeys(("min_num_arguments", "max_num_arguments", "rows", "bytes", "current_partition_spec_id"), COUNT)
_INSTANTS = dict.fromkeys(
    (
        "last_suspended_on",
        "last_committed_on",
        "last_refreshed_on",
        "refreshed_on",
        "compacted_on",
        "data_timestamp",
        "stale_after",
    ),
    CREATED,
)
_PLACE = "created_on name database_name schema_name"
_TERSE = "created_on name kind database_name schema_name"
_POLICY = f"{_PLACE} kind owner comment options owner_role_type"
PROCEDURES = (
    "created_on name schema_name is_builtin is_aggregate is_ansi min_num_arguments max_num_arguments arguments "
    "description catalog_name is_table_function valid_for_clustering is_secure"
)
FUNCTIONS = f"{PROCEDURES} is_external_function language is_memoizable is_data_metric"
_USER_PROCEDURES = f"{PROCEDURES} secrets external_access_integrations"
_INTEGRATION = "name type category enabled comment created_on"

_HEADINGS = {
    "ALERTS": (
        f"{_PLACE} owner comment warehouse schedule state condition action owner_role_type runbook config "
        "was_auto_suspended"
    ),
    "DYNAMIC TABLES": (
        f"{_PLACE} cluster_by rows bytes owner target_lag scheduler refresh_mode refresh_mode_reason warehouse comment "
        "text automatic_clustering scheduling_state last_suspended_on is_clone is_replica is_iceberg data_timestamp "
        "owner_role_type immutable_where execute_as_user"
    ),
    "EVENT TABLES": f"{_PLACE} owner comment owner_role_type",
    "EXTERNAL FUNCTIONS": FUNCTIONS,
    "HYBRID TABLES": f"{_PLACE} owner rows bytes comment owner_role_type",
    "ICEBERG TABLES": (
        f"{_PLACE} owner external_volume_name catalog_name iceberg_table_type catalog_table_name catalog_namespace "
        "base_location can_write_metadata comment name_mapping owner_role_type catalog_sync_name auto_refresh_status "
        "partition_specs current_partition_spec_id"
    ),
    "MASKING POLICIES": _POLICY,
    "MATERIALIZED VIEWS": (
        "created_on name reserved database_name schema_name cluster_by rows bytes source_database_name "
        "source_schema_name source_table_name refreshed_on compacted_on owner invalid invalid_reason behind_by comment "
        "text is_secure automatic_clustering owner_role_type"
    ),
    "PROCEDURES": PROCEDURES,
    "ROW ACCESS POLICIES": _POLICY,
    "STREAMS": (
        f"{_PLACE} owner comment table_name source_type base_tables type stale mode stale_after invalid_reason "
        "owner_role_type"
    ),
    "TAGS": f"{_PLACE} owner comment allowed_values owner_role_type",
    "TASKS": (
        "created_on name id database_name schema_name owner comment warehouse schedule scheduling_mode "
        "target_completion_interval predecessors state definition condition allow_overlapping_execution "
        "error_integration success_integration last_committed_on last_suspended_on owner_role_type config "
        "last_suspended_reason task_relations execute_as_user"
    ),
    "USER FUNCTIONS": f"{_USER_PROCEDURES} is_external_function language is_memoizable is_data_metric",
    "USER PROCEDURES": _USER_PROCEDURES,
}
_OF_ACCOUNT = {
    "SECURITY INTEGRATIONS": _INTEGRATION,
}
"""Kinds that lie in the account, and have no scope."""
_TERSE_HEADINGS = {
    "ALERTS": f"{_TERSE} schedule state",
    "DYNAMIC TABLES": _TERSE,
    "EVENT TABLES": _PLACE,
    "HYBRID TABLES": _TERSE,
    "ICEBERG TABLES": _TERSE,
    "TASKS": f"{_TERSE} schedule",
}


def _none(statement: Show, run: StatementRun, headings: str) -> Outcome:
    """No rows under the kind's headings; a scope that is not there is an error all the same."""
    if statement.terse:
        if statement.kind not in _TERSE_HEADINGS:
            raise unsupported(f"SHOW TERSE {statement.kind}")
        headings = _TERSE_HEADINGS[statement.kind]
    if statement.kind in _OF_ACCOUNT:
        _check_no_scope(statement)
    else:
        schema_scope(statement, run)
    nothing: list[Row] = []
    return result(headings, chosen(statement, nothing, str), **_COUNTS, **_INSTANTS)


def _check_no_scope(statement: Show) -> None:
    if statement.scope_kind not in (None, "ACCOUNT") or statement.scope is not None:
        raise unsupported(f"SHOW {statement.kind} IN")


KINDS: Mapping[str, Callable[[Show, StatementRun], Outcome]] = MappingProxyType(
    {kind: partial(_none, headings=headings) for kind, headings in {**_HEADINGS, **_OF_ACCOUNT}.items()}
)
"""The kinds by name."""

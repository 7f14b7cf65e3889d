"""SHOW of kinds that nobody can create here: there are none of them, and creating one is refused by name."""

from __future__ import annotations

from functools import partial

from mockhaus.application.handlers.showing.listing import CREATED, chosen, result, schema_scope
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show
from mockhaus.domain.types import number

_COUNTS = dict.fromkeys(("min_num_arguments", "max_num_arguments", "rows", "bytes"), number(38, 0))
_INSTANTS = dict.fromkeys(("last_suspended_on", "data_timestamp", "stale_after"), CREATED)
_PROCEDURES = (
    "created_on name schema_name is_builtin is_aggregate is_ansi min_num_arguments max_num_arguments arguments "
    "description catalog_name is_table_function valid_for_clustering is_secure secrets external_access_integrations"
)
_FUNCTIONS = f"{_PROCEDURES} is_external_function language is_memoizable is_data_metric"
_DYNAMIC_TABLES = (
    "created_on name database_name schema_name cluster_by rows bytes owner target_lag scheduler refresh_mode "
    "refresh_mode_reason warehouse comment text automatic_clustering scheduling_state last_suspended_on is_clone "
    "is_replica is_iceberg data_timestamp owner_role_type immutable_where execute_as_user"
)
_STREAMS = (
    "created_on name database_name schema_name owner comment table_name source_type base_tables type stale mode "
    "stale_after invalid_reason owner_role_type"
)


def _none(headings: str, statement: Show, run: StatementRun) -> Outcome:
    """No rows under the kind's headings; a scope that is not there is an error all the same."""
    if statement.terse:
        raise unsupported(f"SHOW TERSE {statement.kind}")
    schema_scope(statement, run)
    nothing: list[Row] = []
    return result(headings, chosen(statement, nothing, str), **_COUNTS, **_INSTANTS)


user_functions = partial(_none, _FUNCTIONS)
"""SHOW USER FUNCTIONS: https://docs.snowflake.com/en/sql-reference/sql/show-user-functions."""
user_procedures = partial(_none, _PROCEDURES)
"""SHOW USER PROCEDURES: https://docs.snowflake.com/en/sql-reference/sql/show-user-procedures."""
dynamic_tables = partial(_none, _DYNAMIC_TABLES)
"""SHOW DYNAMIC TABLES: https://docs.snowflake.com/en/sql-reference/sql/show-dynamic-tables."""
streams = partial(_none, _STREAMS)
"""SHOW STREAMS: https://docs.snowflake.com/en/sql-reference/sql/show-streams."""

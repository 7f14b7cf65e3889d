"""SHOW: one module for each group of kinds. A kind that is not here is refused by name.

Follows https://docs.snowflake.com/en/sql-reference/sql/show and the page of each kind.
"""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.application.handlers.showing import (
    absent,
    account,
    built_in,
    containers,
    external_tables,
    file_objects,
    keys,
    parameters,
    pipes,
    relations,
    sequences,
    session,
    table_columns,
)
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Show, Statement

_KINDS: dict[str, Callable[[Show, StatementRun], Outcome]] = {
    "DATABASES": containers.databases,
    "SCHEMAS": containers.schemas,
    "TABLES": relations.tables,
    "EXTERNAL TABLES": external_tables.external_tables,
    "VIEWS": relations.views,
    "OBJECTS": relations.objects,
    "COLUMNS": table_columns.columns,
    "PRIMARY KEYS": keys.primary_keys,
    "UNIQUE KEYS": keys.unique_keys,
    "IMPORTED KEYS": keys.imported_keys,
    "EXPORTED KEYS": keys.exported_keys,
    "SEQUENCES": sequences.sequences,
    "STAGES": file_objects.stages,
    "FILE FORMATS": file_objects.file_formats,
    "PIPES": pipes.pipes,
    "PARAMETERS": parameters.parameters,
    "VARIABLES": session.variables,
    "TRANSACTIONS": session.transactions,
    "WAREHOUSES": account.warehouses,
    "ROLES": account.roles,
    "USERS": account.users,
    "INTEGRATIONS": account.integrations,
    "STORAGE INTEGRATIONS": account.integrations,
    "LOCKS": session.locks,
    "FUNCTIONS": built_in.functions,
    "BUILTIN FUNCTIONS": built_in.functions,
    **absent.KINDS,
}


def show(statement: Statement, run: StatementRun) -> Outcome:
    """SHOW kind."""
    assert isinstance(statement, Show)  # noqa: S101 - the registry pairs them
    shown = _KINDS.get(statement.kind)
    if shown is None:
        raise unsupported(f"SHOW {statement.kind}")
    return shown(statement, run)

"""ALTER EXTERNAL TABLE where it changes what files are registered: REFRESH, ADD and REMOVE FILES, partitions.

Follows https://docs.snowflake.com/en/sql-reference/sql/alter-external-table.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockhaus.application import authorization
from mockhaus.application.file_registration import Found, Registered, Registering, files_below
from mockhaus.application.handlers import columns, creation, targets
from mockhaus.application.names import CatalogNames, FoundObject
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ExternalTable, ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import (
    AddFiles,
    AddPartition,
    AlterObject,
    DropFiles,
    DropPartition,
    Options,
    RefreshFiles,
    TableAction,
)

_KIND = ObjectKind.EXTERNAL_TABLE


@dataclass(frozen=True, slots=True)
class _Change:
    """An action: its words, whether it is for partitions that are added by hand, what it looks for, what it does."""

    words: str
    by_hand: bool
    listed: Callable[[StatementRun, ExternalTable, Any], Found]
    done: Callable[[Registering, ExternalTable, Any, Found], Registered]


def changes_files(action: TableAction) -> bool:
    """Whether an action changes what files are registered."""
    return type(action) in _CHANGES


def register(statement: AlterObject, run: StatementRun, action: TableAction) -> Outcome:
    """Change the registered files; the stage is listed before others are kept out of the catalog."""
    before = owned(run, run.names(), statement)
    if before is None:
        return status("Statement executed successfully.")
    change = _CHANGES[type(action)]
    _check_partitioning(table_of(before), change)
    found = change.listed(run, table_of(before), action)
    with run.changing() as catalog:
        now = owned(run, CatalogNames(catalog, run.session.temporary), statement)
        if now is None or now.item.id != before.item.id:
            raise targets.missing(_KIND, statement.name)
        table = table_of(now)
        registered = change.done(Registering(run, now.name, table), table, action, found)
        creation.keep(run, now.database.database, [registered.table])
    return registered.outcome


def owned(run: StatementRun, names: CatalogNames, statement: AlterObject) -> FoundObject | None:
    """The external table, which the role owns; None where IF EXISTS allows that it is not there."""
    found = targets.find_object(run, names, _KIND, statement.name, "ALTER EXTERNAL TABLE")
    if found is None:
        if statement.if_exists:
            return None
        raise targets.missing(_KIND, statement.name)
    authorization.require_owner(run, found.item, _KIND, found.name)
    return found


def table_of(found: FoundObject) -> ExternalTable:
    """The external table that was asked for."""
    assert isinstance(found.item, ExternalTable)  # noqa: S101 - it was asked for by its kind
    return found.item


def _check_partitioning(table: ExternalTable, change: _Change) -> None:
    if table.user_specified and not change.by_hand:
        raise not_for_user_specified(change.words)
    if change.by_hand and not table.user_specified:
        detail = f"{change.words} needs an external table with PARTITION_TYPE = USER_SPECIFIED."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)


def not_for_user_specified(feature: str) -> SnowflakeError:
    """The refusal of what an external table cannot have whose partitions are added by hand."""
    detail = f"{feature} is not supported for an external table with user-specified partitions."
    return SnowflakeError(ErrorCode.SEMANTIC, detail=detail)


def _all_below(run: StatementRun, table: ExternalTable, action: RefreshFiles) -> Found:
    return files_below(run, table, action.path)


def _named(run: StatementRun, table: ExternalTable, action: AddFiles) -> Found:
    return {path: file for wanted in action.paths for path, file in files_below(run, table, wanted).items()}


def _in_folder(run: StatementRun, table: ExternalTable, action: AddPartition) -> Found:
    return files_below(run, table, _folder(action.path))


def _nothing(run: StatementRun, table: ExternalTable, action: TableAction) -> Found:  # noqa: ARG001
    return {}


def _folder(path: str) -> str:
    return f"{path.strip('/')}/" if path.strip("/") else ""


def _partition(table: ExternalTable, values: Options) -> str:
    """The values of a partition as a JSON object, by the names of the columns."""
    for name, _ in values:
        if name not in table.partition_columns:
            detail = f"'{name}' is no partition column of external table '{table.name}'."
            raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    columns.check_unique(name for name, _ in values)
    return json.dumps(dict(values), ensure_ascii=False)


_CHANGES: dict[type[TableAction], _Change] = {
    RefreshFiles: _Change(
        "REFRESH", False, _all_below, lambda registering, _, action, found: registering.refresh(found, action.path)
    ),
    AddFiles: _Change(
        "ADD FILES", False, _named, lambda registering, _, action, found: registering.add(action.paths, found)
    ),
    DropFiles: _Change(
        "REMOVE FILES", False, _nothing, lambda registering, _, action, __: registering.remove(action.paths)
    ),
    AddPartition: _Change(
        "ADD PARTITION",
        True,
        _in_folder,
        lambda registering, table, action, found: registering.add_partition(found, _partition(table, action.values)),
    ),
    DropPartition: _Change(
        "DROP PARTITION",
        True,
        _nothing,
        lambda registering, _, action, __: registering.drop_partition(_folder(action.path)),
    ),
}

"""Row versions: the physical SQL of every change to tables and their rows. All DML and table DDL goes through here.

A permanent table keeps its live rows in `t_<id>`, its replaced and deleted rows in `h_<id>`, and what one statement
ended as a whole in sealed generations `g_<id>_<n>`. `_created` and `_deleted` are the versions of the statements that
made and ended a row (`$mh_version`). A temporary table has live rows only; every function takes both kinds.

`rows_sql` and `query_sql` are engine queries; their outputs are taken by place, not by name.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, Table
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.statements import MergeAction
from mockhaus.translation.engine_types import MOMENTS, storage_type
from mockhaus.translation.functions.nanoseconds import widened
from mockhaus.translation.plan import PlannedStep
from mockhaus.translation.rendering import engine_sql

INSERTED = "number of rows inserted"
UPDATED = "number of rows updated"
DELETED = "number of rows deleted"
MULTI_JOINED = "number of multi-joined rows updated"

_VERSION = "$mh_version::BIGINT"
_ROWS = physical.relation(physical.TEMPORARY_ATTACHMENT, "mh_rows")
_DROP_ROWS = PlannedStep(f"DROP TABLE {_ROWS}")
KEPT_ROWS = f"SELECT * FROM {_ROWS}"
"""The rows that the steps given to `from_kept_rows` read."""


class Duplicates(enum.Enum):
    """What several new values for one row mean: they cannot occur, the first one wins, or the statement fails."""

    NONE = "NONE"
    FIRST = "FIRST"
    REFUSE = "REFUSE"


@dataclass(frozen=True, slots=True)
class MergeStep:
    """What MERGE does with the source rows of one action number.

    `values` are the places, counted from 1 behind row id and action number, of the values for `columns`.
    """

    number: int
    action: MergeAction
    columns: tuple[Column, ...] = ()
    values: tuple[int, ...] = ()


def insert(
    table: Table, attachment: str, columns: Sequence[Column], query_sql: str, *, count: str | None = INSERTED
) -> tuple[PlannedStep, ...]:
    """Add the rows of a query whose outputs are the values of `columns`, in that order."""
    return (_insert_into(physical.table_name(table), attachment, columns, query_sql, count),)


def overwrite(table: Table, attachment: str, columns: Sequence[Column], query_sql: str) -> tuple[PlannedStep, ...]:
    """Replace all rows by those of a query, which may read the table itself. Seals a generation; counts both."""
    fresh = f"n_{table.id}"
    live = physical.table_name(table)
    return (
        PlannedStep(f"SELECT count(*) FROM {physical.relation(attachment, live)}", DELETED),
        PlannedStep(_create_live(table, attachment, fresh)),
        _insert_into(fresh, attachment, columns, query_sql, INSERTED),
        *_set_aside(table, attachment),
        PlannedStep(_rename(attachment, fresh, live)),
    )


def truncate(table: Table, attachment: str, *, count: str | None = None) -> tuple[PlannedStep, ...]:
    """End all rows at once. Seals a generation; `count` names the result column that gets the number of rows."""
    live = physical.relation(attachment, physical.table_name(table))
    counted = (PlannedStep(f"SELECT count(*) FROM {live}", count),) if count else ()
    if table.temporary:
        return (*counted, PlannedStep(f"DELETE FROM {live}"))
    renew = PlannedStep(_create_live(table, attachment, physical.table_name(table)))
    return (*counted, *_set_aside(table, attachment), renew)


def update(
    table: Table,
    attachment: str,
    assigned: Sequence[Column],
    rows_sql: str,
    *,
    duplicates: Duplicates = Duplicates.FIRST,
) -> tuple[PlannedStep, ...]:
    """Give rows new values: `rows_sql` yields the row id and the values of `assigned`. It is evaluated once."""
    names = _value_names(len(assigned))
    source = f"({rows_sql}) AS q(row_id{''.join(f', {name}' for name in names)})"
    settled = {
        Duplicates.NONE: (),
        Duplicates.FIRST: _settle_duplicates(),
        Duplicates.REFUSE: (_refuse_duplicates(table, attachment),),
    }
    return (
        _gather(f"SELECT * FROM {source}"),
        *settled[duplicates],
        *_keep_history(table, attachment, f"SELECT row_id FROM {_ROWS}"),
        _assign(table, attachment, zip(assigned, names, strict=True), ""),
        _DROP_ROWS,
    )


def update_where(
    table: Table, attachment: str, values: Iterable[tuple[Column, str]], condition: str, alias: str
) -> tuple[PlannedStep, ...]:
    """Give the rows that meet a condition new values, both in engine SQL that names the table by `alias`.

    The condition is evaluated twice, so it must find the same rows each time.
    """
    live = f"{physical.relation(attachment, physical.table_name(table))} AS {alias}"
    assigned = "".join(f", {always_quote(column.engine_name)} = {value}" for column, value in values)
    change = f"UPDATE {live} SET {physical.CREATED} = {_VERSION}{assigned} WHERE {condition}"
    if table.temporary:
        return (PlannedStep(change, UPDATED),)
    names = _stored(table.columns)
    history = physical.relation(attachment, physical.history_name(table))
    return (
        PlannedStep(
            f"WITH o AS (SELECT {names} FROM {live} WHERE {condition}), x AS ("
            f"INSERT INTO {history}({physical.DELETED}, {names}) SELECT {_VERSION}, {names} FROM o) {change}",
            UPDATED,
        ),
    )


def delete(table: Table, attachment: str, rows_sql: str) -> tuple[PlannedStep, ...]:
    """End the rows whose ids a query yields."""
    return delete_where(table, attachment, f"t.{physical.ROW_ID} IN ({rows_sql})", "t")


def delete_where(table: Table, attachment: str, condition: str, alias: str) -> tuple[PlannedStep, ...]:
    """End the rows that meet a condition in engine SQL that names the table by `alias`."""
    live = physical.relation(attachment, physical.table_name(table))
    removal = f"DELETE FROM {live} AS {alias} WHERE {condition}"
    if table.temporary:
        return (PlannedStep(removal, DELETED),)
    names = _stored(table.columns)
    history = physical.relation(attachment, physical.history_name(table))
    return (
        PlannedStep(
            f"WITH d AS ({removal} RETURNING {names}) "
            f"INSERT INTO {history}({physical.DELETED}, {names}) SELECT {_VERSION}, {names} FROM d",
            DELETED,
        ),
    )


def merge(
    table: Table, attachment: str, rows_sql: str, width: int, steps: Sequence[MergeStep]
) -> tuple[PlannedStep, ...]:
    """Carry out MERGE from a query, evaluated once, of row id (NULL: no match), action number and `width` values.

    Rows without an action must be left out. Several source rows for one target row fail the statement unless all of
    them delete it.
    """
    names = ("row_id", "action", *_value_names(width))
    deletes = [step.number for step in steps if step.action is MergeAction.DELETE]
    changes = [step for step in steps if step.action is not MergeAction.INSERT]
    return (
        _gather(f"SELECT * FROM ({rows_sql}) AS q({', '.join(names)})"),
        *((_refuse_duplicates(table, attachment, deletes),) if changes else ()),
        *(_keep_history(table, attachment, f"SELECT row_id FROM {_ROWS}") if changes else ()),
        *(_merge_step(table, attachment, step) for step in steps),
        _DROP_ROWS,
    )


def from_kept_rows(query_sql: str, steps: Sequence[PlannedStep]) -> tuple[PlannedStep, ...]:
    """Run a query once and keep its rows for steps that read them as `KEPT_ROWS`."""
    return (_gather(query_sql), *steps, _DROP_ROWS)


def create_table(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """An empty table with its history. Sequences of identity columns are made apart, by `create_identity`."""
    live = PlannedStep(_create_live(table, attachment, physical.table_name(table)))
    if table.temporary:
        row_ids = physical.relation(attachment, physical.ROW_IDS)
        return (PlannedStep(f"CREATE TEMP SEQUENCE IF NOT EXISTS {row_ids}"), live)
    columns = "".join(f", {_definition(table, column)}" for column in table.columns)
    history = physical.relation(attachment, physical.history_name(table))
    hidden = f"{physical.DELETED} BIGINT NOT NULL, {physical.ROW_ID} BIGINT, {physical.CREATED} BIGINT"
    return (live, PlannedStep(f"CREATE TABLE {history}({hidden}{columns})"))


def present_rows(table: Table, attachment: str) -> str:
    """Engine SQL of a table's rows as they are now, with its visible columns by their engine names."""
    names = ", ".join(always_quote(column.engine_name) for column in table.visible_columns)
    return f"SELECT {names} FROM {physical.relation(attachment, physical.table_name(table))}"


def copy_table(target: Table, attachment: str, rows_sql: str) -> tuple[PlannedStep, ...]:
    """Make `target` with the rows of a query, whose columns are the target's (CLONE)."""
    return (*create_table(target, attachment), *insert(target, attachment, target.columns, rows_sql, count=None))


def restore_table(table: Table, attachment: str, rows_sql: str) -> tuple[PlannedStep, ...]:
    """Give a table the rows of a query, with its visible columns in order, which may read its past; that goes."""
    fresh, live = f"n_{table.id}", physical.table_name(table)
    generations = physical.relation(attachment, physical.GENERATIONS)
    history = physical.relation(attachment, physical.history_name(table))
    old = (live, *(physical.generation_name(table, number) for number in range(1, table.generations + 1)))
    return (
        PlannedStep(_create_live(table, attachment, fresh)),
        _insert_into(fresh, attachment, table.visible_columns, rows_sql, None),
        *(_drop("TABLE", attachment, name) for name in old),
        PlannedStep(f"DELETE FROM {history}"),
        PlannedStep(f"DELETE FROM {generations} WHERE table_id = {table.id}"),
        PlannedStep(_rename(attachment, fresh, live)),
    )


def note_commit(attachment: str, changes: Iterable[int]) -> PlannedStep:
    """Note, before COMMIT, that changes of these versions become visible with the statement's version."""
    transactions = physical.relation(attachment, physical.TRANSACTIONS)
    rows = ", ".join(f"({change}, {_VERSION})" for change in changes)
    return PlannedStep(f"INSERT INTO {transactions}(txn, commit_ts) VALUES {rows}")


def purge_table(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Remove a table for good, with its past and the sequences of its identity columns."""
    sequences = tuple(
        physical.identity_name(table.id, ordinal) for ordinal, column in enumerate(table.columns, 1) if column.identity
    )
    dropped = (*(_drop("TABLE", attachment, name) for name in _physical_tables(table)),)
    released = (*(_drop("SEQUENCE", attachment, name) for name in sequences),)
    if table.temporary:
        return dropped + released
    generations = physical.relation(attachment, physical.GENERATIONS)
    return (*dropped, *released, PlannedStep(f"DELETE FROM {generations} WHERE table_id = {table.id}"))


def add_columns(
    table: Table, attachment: str, columns: Sequence[Column], fill: Mapping[str, str] | None = None
) -> tuple[PlannedStep, ...]:
    """Add columns; `fill` gives, by `engine_name`, the engine SQL of a constant for the rows that are there."""
    return tuple(
        step
        for column in columns
        for name in _physical_tables(table)
        for step in _add_column(table, attachment, name, column, (fill or {}).get(column.engine_name))
    )


def set_storage_type(table: Table, attachment: str, changed: Column) -> tuple[PlannedStep, ...]:
    """Store a column as the type of `changed`, which has the same `engine_name`, wants; nothing where it is stored so.

    Values that do not fit fail the statement.
    """
    old = next(column for column in table.columns if column.engine_name == changed.engine_name)
    wanted = _stored_as(table, changed)
    if _stored_as(table, old) == wanted:
        return ()
    return tuple(_retype(attachment, name, changed, wanted) for name in _physical_tables(table))


def set_nullability(table: Table, attachment: str, column: Column, *, nullable: bool) -> tuple[PlannedStep, ...]:
    """Let a column of the live rows take NULL, or not; NULL_NOT_ALLOWED where one is there."""
    change = "DROP NOT NULL" if nullable else "SET NOT NULL"
    live = physical.relation(attachment, physical.table_name(table))
    return (PlannedStep(f"ALTER TABLE {live} ALTER COLUMN {always_quote(column.engine_name)} {change}"),)


def widen(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Store every integer column in 128 bits, present and past. The catalog must set `wide` in the same unit."""
    return tuple(
        _retype(attachment, name, column, storage_type(column.type, wide=True))
        for name in _physical_tables(table)
        for column in table.columns
        if storage_type(column.type) != storage_type(column.type, wide=True)
    )


def refine(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Store times and timestamps with nine digits, present and past. The catalog gets `refined` in the same unit."""
    return tuple(
        _retype(attachment, name, column, _refined_type(column))
        for name in _physical_tables(table)
        for column in table.columns
        if _is_coarse(column)
    )


def refined(table: Table) -> Table:
    """The table with its times and timestamps of nine digits."""
    columns = (replace(column, nanoseconds=True) if _is_coarse(column) else column for column in table.columns)
    return replace(table, columns=tuple(columns))


def is_refined(table: Table) -> bool:
    """Whether there is nothing to refine."""
    return not any(map(_is_coarse, table.columns))


def _is_coarse(column: Column) -> bool:
    return column.type.kind in MOMENTS and not column.nanoseconds


def _refined_type(column: Column) -> str:
    """The type of nine digits, and how the column's values become of it."""
    value = widened(exp.Var(this=always_quote(column.engine_name)), column.type.kind)
    return f"{storage_type(column.type, nanoseconds=True)} USING {engine_sql(value)}"


def _insert_into(
    name: str, attachment: str, columns: Sequence[Column], query_sql: str, count: str | None
) -> PlannedStep:
    values = ", ".join(_value_names(len(columns)))
    return PlannedStep(
        f"INSERT INTO {physical.relation(attachment, name)}({_stored(columns)}) "
        f"SELECT {_next_row_id(attachment)}, {_VERSION}, {values} FROM ({query_sql}) AS q({values})",
        count,
    )


def _set_aside(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    live = physical.table_name(table)
    if table.temporary:
        return (_drop("TABLE", attachment, live),)
    number = table.generations + 1
    generations = physical.relation(attachment, physical.GENERATIONS)
    return (
        PlannedStep(_rename(attachment, live, physical.generation_name(table, number))),
        PlannedStep(f"INSERT INTO {generations}(table_id, n, deleted) VALUES ({table.id}, {number}, {_VERSION})"),
    )


def _gather(query: str) -> PlannedStep:
    return PlannedStep(f"CREATE OR REPLACE TEMP TABLE {_ROWS} AS {query}")


def _settle_duplicates() -> tuple[PlannedStep, ...]:
    """Count the rows with several new values, and keep the first of each."""
    several = f"SELECT row_id FROM {_ROWS} GROUP BY row_id HAVING count(*) > 1"
    return (
        PlannedStep(f"SELECT count(*) FROM ({several})", MULTI_JOINED),
        PlannedStep(f"DELETE FROM {_ROWS} WHERE rowid NOT IN (SELECT min(rowid) FROM {_ROWS} GROUP BY row_id)"),
    )


def _refuse_duplicates(table: Table, attachment: str, deletes: Sequence[int] = ()) -> PlannedStep:
    several = "count(*) > 1"
    if deletes:
        several += f" AND count(*) FILTER (action NOT IN ({', '.join(map(str, deletes))})) > 0"
    shown = ", ".join(always_quote(column.engine_name) for column in table.visible_columns)
    live = physical.relation(attachment, physical.table_name(table))
    found = f"SELECT row_id FROM {_ROWS} WHERE row_id IS NOT NULL GROUP BY row_id HAVING {several} ORDER BY 1 LIMIT 1"
    return PlannedStep(f"SELECT {shown} FROM {live} WHERE {physical.ROW_ID} = ({found})", refuse=True)


def _keep_history(table: Table, attachment: str, ids: str) -> tuple[PlannedStep, ...]:
    if table.temporary:
        return ()
    names = _stored(table.columns)
    live = physical.relation(attachment, physical.table_name(table))
    history = physical.relation(attachment, physical.history_name(table))
    return (
        PlannedStep(
            f"INSERT INTO {history}({physical.DELETED}, {names}) "
            f"SELECT {_VERSION}, {names} FROM {live} WHERE {physical.ROW_ID} IN ({ids})"
        ),
    )


def _assign(table: Table, attachment: str, values: Iterable[tuple[Column, str]], condition: str) -> PlannedStep:
    live = physical.relation(attachment, physical.table_name(table))
    changes = "".join(f", {always_quote(column.engine_name)} = r.{value}" for column, value in values)
    return PlannedStep(
        f"UPDATE {live} AS t SET {physical.CREATED} = {_VERSION}{changes} "
        f"FROM {_ROWS} AS r WHERE t.{physical.ROW_ID} = r.row_id{condition}",
        UPDATED,
    )


def _merge_step(table: Table, attachment: str, step: MergeStep) -> PlannedStep:
    values = tuple(f"v{place}" for place in step.values)
    rows = f"FROM {_ROWS} WHERE action = {step.number}"
    if step.action is MergeAction.UPDATE:
        return _assign(table, attachment, zip(step.columns, values, strict=True), f" AND r.action = {step.number}")
    if step.action is MergeAction.DELETE:
        live = physical.relation(attachment, physical.table_name(table))
        return PlannedStep(f"DELETE FROM {live} WHERE {physical.ROW_ID} IN (SELECT row_id {rows})", DELETED)
    source = f"SELECT {', '.join(values)} {rows}"
    return _insert_into(physical.table_name(table), attachment, step.columns, source, INSERTED)


def _create_live(table: Table, attachment: str, name: str) -> str:
    columns = "".join(
        f", {_definition(table, column)}{'' if column.type.nullable else ' NOT NULL'}" for column in table.columns
    )
    hidden = f"{physical.ROW_ID} BIGINT, {physical.CREATED} BIGINT NOT NULL"
    lifetime = "TEMP " if table.temporary else ""
    return f"CREATE {lifetime}TABLE {physical.relation(attachment, name)}({hidden}{columns})"


def _definition(table: Table, column: Column) -> str:
    return f"{always_quote(column.engine_name)} {_stored_as(table, column)}"


def _stored_as(table: Table, column: Column) -> str:
    return storage_type(column.type, wide=table.wide, nanoseconds=column.nanoseconds)


def _add_column(table: Table, attachment: str, name: str, column: Column, fill: str | None) -> tuple[PlannedStep, ...]:
    target = f"ALTER TABLE {physical.relation(attachment, name)}"
    quoted = always_quote(column.engine_name)
    added = f"{target} ADD COLUMN {_definition(table, column)}"
    steps = [added] if fill is None else [f"{added} DEFAULT {fill}", f"{target} ALTER COLUMN {quoted} DROP DEFAULT"]
    if name == physical.table_name(table) and not column.type.nullable:
        steps.append(f"{target} ALTER COLUMN {quoted} SET NOT NULL")
    return tuple(PlannedStep(step) for step in steps)


def _retype(attachment: str, name: str, column: Column, wanted: str) -> PlannedStep:
    target = f"ALTER TABLE {physical.relation(attachment, name)}"
    return PlannedStep(f"{target} ALTER COLUMN {always_quote(column.engine_name)} SET DATA TYPE {wanted}")


def _physical_tables(table: Table) -> tuple[str, ...]:
    live = physical.table_name(table)
    if table.temporary:
        return (live,)
    generations = (physical.generation_name(table, number) for number in range(1, table.generations + 1))
    return (live, physical.history_name(table), *generations)


def _rename(attachment: str, old: str, new: str) -> str:
    return f"ALTER TABLE {physical.relation(attachment, old)} RENAME TO {always_quote(new)}"


def _drop(kind: str, attachment: str, name: str) -> PlannedStep:
    return PlannedStep(f"DROP {kind} IF EXISTS {physical.relation(attachment, name)}")


def _stored(columns: Iterable[Column]) -> str:
    names = (always_quote(column.engine_name) for column in columns)
    return ", ".join((physical.ROW_ID, physical.CREATED, *names))


def _value_names(count: int) -> tuple[str, ...]:
    return tuple(f"v{place}" for place in range(1, count + 1))


def _next_row_id(attachment: str) -> str:
    return f"nextval('{physical.relation(attachment, physical.ROW_IDS)}')"

"""SHOW PRIMARY KEYS, UNIQUE KEYS, IMPORTED KEYS and EXPORTED KEYS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockhaus.application import visibility
from mockhaus.application.handlers.showing.listing import COUNT, relations_in, result, where
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import Constraint, ConstraintKind, ExternalTable, Table
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

_KEY = "created_on database_name schema_name table_name column_name key_sequence constraint_name rely comment"


def primary_keys(statement: Show, run: StatementRun) -> Outcome:
    """SHOW PRIMARY KEYS: a row for each column of each key."""
    return result(_KEY, _key_rows(statement, run, ConstraintKind.PRIMARY_KEY), key_sequence=COUNT)


def unique_keys(statement: Show, run: StatementRun) -> Outcome:
    """SHOW UNIQUE KEYS: a row for each column of each key."""
    return result(_KEY, _key_rows(statement, run, ConstraintKind.UNIQUE), key_sequence=COUNT)


def _constraints(statement: Show, run: StatementRun, kind: ConstraintKind) -> Iterator[tuple[Seen, Constraint]]:
    return _constraints_of(relations_in(statement, run), kind)


def _constraints_of(found: Iterable[Seen], kind: ConstraintKind) -> Iterator[tuple[Seen, Constraint]]:
    for seen in found:
        if isinstance(seen.item, Table | ExternalTable):
            for constraint in seen.item.constraints:
                if constraint.kind is kind:
                    yield seen, constraint


def _key_rows(statement: Show, run: StatementRun, kind: ConstraintKind) -> Iterator[Row]:
    for seen, constraint in _constraints(statement, run, kind):
        for place, column in enumerate(constraint.columns, 1):
            name = (seen.item.name, column, place, constraint.name, _rely(constraint), None)
            yield (seen.item.created_at, *where(seen), *name)


def _rely(constraint: Constraint) -> str:
    return "true" if dict(constraint.options).get("RELY") == "TRUE" else "false"


def imported_keys(statement: Show, run: StatementRun) -> Outcome:
    """SHOW IMPORTED KEYS: the foreign keys of tables, a row for each column."""
    return _foreign_keys(run, _constraints(statement, run, ConstraintKind.FOREIGN_KEY))


def exported_keys(statement: Show, run: StatementRun) -> Outcome:
    """SHOW EXPORTED KEYS: the foreign keys, of whatever tables, that refer to tables in the scope."""
    referenced = {(*where(seen), seen.item.name) for seen in relations_in(statement, run)}
    found = _constraints_of(_everywhere(run), ConstraintKind.FOREIGN_KEY)
    return _foreign_keys(run, (pair for pair in found if pair[1].referenced_table in referenced))


def _everywhere(run: StatementRun) -> Iterator[Seen]:
    for database in visibility.databases(run):
        for place in visibility.places(run, database):
            yield from visibility.objects(run, place)


def _foreign_keys(run: StatementRun, found: Iterable[tuple[Seen, Constraint]]) -> Outcome:
    return result(
        "created_on pk_database_name pk_schema_name pk_table_name pk_column_name fk_database_name fk_schema_name "
        "fk_table_name fk_column_name key_sequence update_rule delete_rule fk_name pk_name deferrability rely comment",
        (row for seen, constraint in found for row in _foreign_rows(run, seen, constraint)),
        key_sequence=COUNT,
    )


def _foreign_rows(run: StatementRun, seen: Seen, constraint: Constraint) -> Iterator[Row]:
    options = dict(constraint.options)
    key_name = visibility.referenced_key(run, constraint)
    for place, column in enumerate(constraint.columns, 1):
        referenced = constraint.referenced_columns[place - 1 : place] or (None,)
        yield (
            seen.item.created_at,
            *constraint.referenced_table,
            referenced[0],
            *where(seen),
            seen.item.name,
            column,
            place,
            options.get("ON UPDATE", "NO ACTION"),
            options.get("ON DELETE", "NO ACTION"),
            constraint.name,
            key_name,
            "NOT DEFERRABLE",
            _rely(constraint),
            None,
        )

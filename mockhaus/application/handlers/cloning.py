"""Copies of objects: CREATE … LIKE and CLONE. A clone is a copy: it takes the space of its rows.

A clone of the past has the definitions of the present: https://docs.snowflake.com/en/sql-reference/sql/create-clone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from mockhaus.application import moments
from mockhaus.application.handlers.creation import Target
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import (
    RELATIONS,
    Column,
    Database,
    ExternalTable,
    ObjectKind,
    Persistence,
    Pipe,
    Schema,
    SchemaObject,
    Sequence,
    Stage,
    Table,
    kind_of,
)
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import PointInTime
from mockhaus.domain.types import ResultColumn, number
from mockhaus.ports.engine import EngineStep
from mockhaus.translation import counters, past_rows, versions
from mockhaus.translation.plan import Moment, PlannedStep


def redefined(run: StatementRun, source: Table, target: Target, persistence: Persistence) -> Table:
    """A new table with the visible columns and the constraints of another."""
    columns = tuple(_column(target.id, ordinal, column) for ordinal, column in enumerate(source.visible_columns, 1))
    constraints = tuple(
        replace(item, name=f"SYS_CONSTRAINT_{run.services.identity.query_id()}")
        if item.name.startswith("SYS_CONSTRAINT_")
        else item
        for item in source.constraints
    )
    return replace(
        source,
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        schema_id=target.schema.id,
        dropped_at=None,
        columns=columns,
        persistence=persistence,
        constraints=constraints,
        generations=0,
    )


def _column(table_id: int, ordinal: int, column: Column) -> Column:
    if column.identity is None:
        return column
    return replace(column, identity=replace(column.identity, sequence=physical.identity_name(table_id, ordinal)))


def copy_steps(
    run: StatementRun,
    source_database: Database,
    source: Table,
    database: Database,
    table: Table,
    moment: Moment | None,
) -> tuple[EngineStep, ...]:
    """The steps that make a table with another's rows, whose identity columns go on counting."""
    there = physical.attachment_of(source_database, source)
    here = physical.attachment_of(database, table)
    steps: list[PlannedStep] = list(versions.copy_table(table, here, _rows(source, there, moment)))
    for old, new in zip(source.visible_columns, table.columns, strict=True):
        if old.identity is not None and new.identity is not None:
            start = next_value(run, physical.relation(there, old.identity.sequence))
            steps += counters.create_identity(replace(new.identity, start=start), here)
    return engine_steps(run, steps)


def _rows(source: Table, attachment: str, moment: Moment | None) -> str:
    if moment is None:
        return versions.present_rows(source, attachment)
    past_rows.check(source, moment)
    return past_rows.rows_at(source, attachment, moment)


def moment(
    run: StatementRun, kind: ObjectKind, container: Database | Schema, point: PointInTime | None
) -> Moment | None:
    """The moment at which a container is copied; None for the present."""
    if point is None:
        return None
    found = moments.of_clone(run, point)
    past_rows.check_age(kind.value.lower(), container, found)
    return found


def contents(
    items: Iterable[SchemaObject], schemas: Container[int], point: PointInTime | None, moment: Moment | None
) -> list[SchemaObject]:
    """What a clone of schemas takes of objects: those of now or of a moment, but for pipes and external tables."""
    found = [
        item
        for item in items
        if item.schema_id in schemas and not isinstance(item, Pipe | ExternalTable) and _is_there(item, moment)
    ]
    if point is None or moment is None:
        return found
    kept = [item for item in found if not (point.skips_forgotten and _is_forgotten(item, moment))]
    check_names(map(_place, kept))
    return kept


def _is_there(item: SchemaObject, moment: Moment | None) -> bool:
    return item.dropped_at is None if moment is None else past_rows.was_there(item, moment)


def _is_forgotten(item: SchemaObject, moment: Moment) -> bool:
    return isinstance(item, Table) and not past_rows.remembers(item, moment)


def _place(item: SchemaObject) -> tuple[str, ...]:
    space = "RELATION" if kind_of(item) in RELATIONS else kind_of(item).value
    return (str(item.schema_id), space, item.name)


def check_names(names: Iterable[tuple[str, ...]]) -> None:
    """Refuse objects that were there together and have had one name since, one after the other."""
    known: set[tuple[str, ...]] = set()
    for name in names:
        if name in known:
            raise unsupported(f"a clone of a past with two objects that have had the name {name[-1]} since")
        known.add(name)


def sequence_steps(
    run: StatementRun, source_database: Database, source: Sequence, database: Database, sequence: Sequence
) -> tuple[EngineStep, ...]:
    """The steps that make a sequence which goes on where another is."""
    start = next_value(run, physical.relation(source_database.attachment, physical.sequence_name(source)))
    return engine_steps(run, counters.create_sequence(replace(sequence, start=start), database.attachment))


def next_value(run: StatementRun, engine_sequence: str) -> int:
    """The next number of an engine sequence, which is taken by asking: copies begin with it, the original goes on."""
    column = ResultColumn("NEXT", number(19, nullable=False))
    rows = run.session.engine.query(f"SELECT nextval('{engine_sequence}')", [column])
    try:
        found = rows.fetch(1)[0][0]
    finally:
        rows.close()
    assert isinstance(found, int)  # noqa: S101 - the column says so
    return found


def copied(
    run: StatementRun, source_database: Database, source: SchemaObject, target: Target, moment: Moment | None
) -> tuple[SchemaObject, tuple[EngineStep, ...]]:
    """An object of a cloned schema with the steps that make it. A stage is copied without its files."""
    common = replace(
        source,
        id=target.id,
        owner=target.owner,
        created_at=target.created_at,
        schema_id=target.schema.id,
        dropped_at=None,
    )
    if isinstance(source, Table):
        table = redefined(run, source, target, source.persistence)
        return table, copy_steps(run, source_database, source, target.database, table, moment)
    if isinstance(source, Sequence):
        assert isinstance(common, Sequence)  # noqa: S101 - a copy is of its original's class
        return common, sequence_steps(run, source_database, source, target.database, common)
    if isinstance(source, Stage):
        assert isinstance(common, Stage)  # noqa: S101 - a copy is of its original's class
        return replace(common, location=run.services.identity.token()), ()
    return common, ()

"""Copies of objects: CREATE … LIKE and CLONE. A clone is a copy: it takes the space of its rows."""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application.handlers.creation import Target
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, Database, Persistence, SchemaObject, Sequence, Stage, Table
from mockhaus.domain.types import ResultColumn, number
from mockhaus.ports.engine import EngineStep
from mockhaus.translation import counters, versions
from mockhaus.translation.plan import PlannedStep


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
    run: StatementRun, source_database: Database, source: Table, database: Database, table: Table
) -> tuple[EngineStep, ...]:
    """The steps that make a table with another's rows, whose identity columns go on counting."""
    there = physical.attachment_of(source_database, source)
    here = physical.attachment_of(database, table)
    visible = replace(source, columns=source.visible_columns)
    steps: list[PlannedStep] = list(versions.copy_table(visible, there, table, here))
    for old, new in zip(visible.columns, table.columns, strict=True):
        if old.identity is not None and new.identity is not None:
            start = next_value(run, physical.relation(there, old.identity.sequence))
            steps += counters.create_identity(replace(new.identity, start=start), here)
    return engine_steps(run, steps)


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
    run: StatementRun, source_database: Database, source: SchemaObject, target: Target
) -> tuple[SchemaObject, tuple[EngineStep, ...]]:
    """An object of a cloned schema with the steps that make it. A stage is copied without its files."""
    common = replace(
        source,
        id=target.id,
        owner=target.owner,
        created_at=target.created_at,
        schema_id=target.schema.id,
    )
    if isinstance(source, Table):
        table = redefined(run, source, target, source.persistence)
        return table, copy_steps(run, source_database, source, target.database, table)
    if isinstance(source, Sequence):
        assert isinstance(common, Sequence)  # noqa: S101 - a copy is of its original's class
        return common, sequence_steps(run, source_database, source, target.database, common)
    if isinstance(source, Stage):
        assert isinstance(common, Stage)  # noqa: S101 - a copy is of its original's class
        return replace(common, location=run.services.identity.token()), ()
    return common, ()

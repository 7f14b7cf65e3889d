"""ALTER of every kind of object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mockhaus.application.handlers.alter_tables import alter_table
from mockhaus.application.handlers.databases import alter_database
from mockhaus.application.handlers.external_tables import alter_as_table, alter_external_table, is_external_table
from mockhaus.application.handlers.file_formats import alter_file_format
from mockhaus.application.handlers.pipes import alter_pipe
from mockhaus.application.handlers.schemas import alter_schema
from mockhaus.application.handlers.sequences import alter_sequence
from mockhaus.application.handlers.stages import alter_stage
from mockhaus.application.handlers.views import alter_view
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.statements import AlterObject, Statement

_BY_KIND: dict[ObjectKind, Callable[[AlterObject, StatementRun], Outcome]] = {
    ObjectKind.DATABASE: alter_database,
    ObjectKind.SCHEMA: alter_schema,
    ObjectKind.TABLE: alter_table,
    ObjectKind.EXTERNAL_TABLE: alter_external_table,
    ObjectKind.VIEW: alter_view,
    ObjectKind.SEQUENCE: alter_sequence,
    ObjectKind.STAGE: alter_stage,
    ObjectKind.FILE_FORMAT: alter_file_format,
    ObjectKind.PIPE: alter_pipe,
}


def alter(statement: Statement, run: StatementRun) -> Outcome:
    """ALTER kind name action, …."""
    assert isinstance(statement, AlterObject)  # noqa: S101 - the registry pairs them
    if statement.kind is ObjectKind.TABLE and is_external_table(run, statement.name):
        return alter_as_table(replace(statement, kind=ObjectKind.EXTERNAL_TABLE), run)
    return _BY_KIND[statement.kind](statement, run)

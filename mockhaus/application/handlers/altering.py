"""ALTER of every kind of object."""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.application.handlers.alter_tables import alter_table
from mockhaus.application.handlers.databases import alter_database
from mockhaus.application.handlers.file_formats import alter_file_format
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
    ObjectKind.VIEW: alter_view,
    ObjectKind.SEQUENCE: alter_sequence,
    ObjectKind.STAGE: alter_stage,
    ObjectKind.FILE_FORMAT: alter_file_format,
}


def alter(statement: Statement, run: StatementRun) -> Outcome:
    """ALTER kind name action, …."""
    assert isinstance(statement, AlterObject)  # noqa: S101 - the registry pairs them
    return _BY_KIND[statement.kind](statement, run)

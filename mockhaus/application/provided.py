"""Relations that the core provides to the engine before a plan runs.

INFORMATION_SCHEMA, earlier results, the schema of files, directories of stages, and staged files themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.application import (
    inferred_schemas,
    information_schema,
    metadata_answers,
    result_scans,
    stage_directories,
    staged_queries,
)
from mockhaus.application.services import StatementRun


def provide(run: StatementRun, names: Iterable[str]) -> None:
    """Give the session's engine the relations that a plan names."""
    for name in names:
        if staged_queries.provide(run, name) or metadata_answers.answer(name, run):
            continue
        run.session.engine.provide(
            result_scans.relation(run.session, run.services.results, name)
            or inferred_schemas.rows(name, run)
            or stage_directories.rows(name, run)
            or metadata_answers.rows(name, run)
            or information_schema.rows(name, run)
        )


def release(run: StatementRun, names: Iterable[str]) -> None:
    """Free results and staged files, which may be large; the others stay until they are provided again."""
    for name in names:
        held = result_scans.engine_name(name) or staged_queries.engine_name(name)
        if held is not None:
            run.session.engine.withdraw(held)

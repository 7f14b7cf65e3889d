"""Relations that the core provides to the engine before a plan runs.

INFORMATION_SCHEMA, earlier results, the schema of files, directories of stages, staged files themselves, and those of
external tables.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.application import (
    external_queries,
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
        if _filled(run, name) or metadata_answers.answer(name, run):
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
        for held in _results_and_files(name):
            run.session.engine.withdraw(held)


def _filled(run: StatementRun, name: str) -> bool:
    """Read files into the relation, where that is what it stands for."""
    return staged_queries.provide(run, name) or external_queries.provide(run, name)


def _results_and_files(name: str) -> Iterable[str]:
    held = result_scans.engine_name(name) or staged_queries.engine_name(name)
    return (held,) if held is not None else external_queries.engine_names(name)

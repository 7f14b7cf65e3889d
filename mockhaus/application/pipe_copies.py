"""The COPY statement of a pipe: what it takes of a stage, and how.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-pipe (usage notes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mockhaus.application.file_patterns import fully_matched
from mockhaus.application.pipe_bindings import BoundPipe
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, below
from mockhaus.domain.statements import CopyIntoTable
from mockhaus.translation.loading.options import LoadOptions, OnError, load_options
from mockhaus.translation.parsing import parse


def copy_of(pipe: BoundPipe) -> CopyIntoTable:
    """The COPY statement of a pipe."""
    statement = parse(pipe.pipe.definition)
    assert isinstance(statement, CopyIntoTable)  # noqa: S101 - it was one when the pipe was made
    return statement


def options_of(statement: CopyIntoTable, area: StageArea) -> LoadOptions:
    """The options of a pipe's loads: an error skips its file, unless the statement says otherwise."""
    options = load_options((statement.options, area.stage.copy_options if area.stage else (), ()))
    on_error = OnError.SKIP_FILE if options.on_error is OnError.ABORT_STATEMENT else options.on_error
    return replace(
        options, on_error=on_error, purge=False, force=False, size_limit=None, validation=None, failed_only=False
    )


def matched(run: StatementRun, statement: CopyIntoTable, paths: Sequence[str]) -> frozenset[str]:
    """The files, by their paths on the stage, that PATTERN lets through; it sees the paths below FROM's."""
    if statement.pattern is None:
        return frozenset(paths)
    rest = {path: path.removeprefix(statement.location.path).lstrip("/") for path in paths}
    found = fully_matched(run, list(rest.values()), statement.pattern)
    return frozenset(path for path, name in rest.items() if name in found)


def on_stage(statement: CopyIntoTable, path: str) -> str:
    """A file that somebody names, below the path of FROM or with it, by its path on the stage."""
    prefix = statement.location.path.strip("/")
    if prefix and path.lstrip("/").startswith(f"{prefix}/"):
        return path.lstrip("/")
    return below(statement.location.path, path)

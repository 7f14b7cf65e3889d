"""LIST and REMOVE. Follows https://docs.snowflake.com/en/sql-reference/sql/list and .../remove."""

from __future__ import annotations

from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, matching, stage_area
from mockhaus.domain.results import Row
from mockhaus.domain.statements import ListFiles, RemoveFiles, StageLocation, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.ports.stages import StagedFile

_LISTED = (
    ResultColumn("name", varchar()),
    ResultColumn("size", number(38, 0)),
    ResultColumn("md5", varchar()),
    ResultColumn("last_modified", varchar()),
)
_REMOVED = (ResultColumn("name", varchar()), ResultColumn("result", varchar()))
_HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"


def list_files(statement: Statement, run: StatementRun) -> Outcome:
    """LIST @stage/path [PATTERN = 'regex']."""
    assert isinstance(statement, ListFiles)  # noqa: S101 - the registry pairs them
    area, found = _selected(run, statement.location, statement.pattern)
    rows: list[Row] = [
        (area.shown(file.path), file.size, file.md5, file.modified_at.strftime(_HTTP_DATE)) for file in found
    ]
    return Outcome(_LISTED, ReadyRows(rows))


def remove_files(statement: Statement, run: StatementRun) -> Outcome:
    """REMOVE @stage/path [PATTERN = 'regex']."""
    assert isinstance(statement, RemoveFiles)  # noqa: S101 - the registry pairs them
    area, found = _selected(run, statement.location, statement.pattern)
    rows: list[Row] = [
        (area.shown(file.path), "removed") for file in found if run.services.stages.remove(area.location, file.path)
    ]
    return Outcome(_REMOVED, ReadyRows(rows))


def _selected(run: StatementRun, place: StageLocation, pattern: str | None) -> tuple[StageArea, list[StagedFile]]:
    area = stage_area(run, place)
    files = run.services.stages.list(area.location, place.path)
    return area, matching(run, files, pattern, area)

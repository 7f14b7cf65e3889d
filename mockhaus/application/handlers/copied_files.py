"""COPY FILES: files of one stage, or files that a query names, to another stage.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-files. All copies appear at once, or none.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.application.handlers import queries
from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, matching, stage_area
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import CopyFiles, Fragment, Query, StageLocation, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.translation.parsers.stages import written_location

_COPIED = (ResultColumn("file", varchar()),)
_COUNTED = (ResultColumn("numOfFilesCopied", number(38, 0)),)
_ROWS_AT_ONCE = 1_000
_MOST_COLUMNS = 2

Copy = tuple[StageArea, str, str]
"""A file to copy: its stage, its path there, and its path below the target."""


def copy_files(statement: Statement, run: StatementRun) -> Outcome:
    """COPY FILES INTO @stage FROM @stage or a query."""
    assert isinstance(statement, CopyFiles)  # noqa: S101 - the registry pairs them
    _check_named(statement.target)
    target = stage_area(run, statement.target)
    query = statement.query
    copies = list(_named(query, run) if query is not None else _staged(statement, run))
    prefix = statement.target.path
    separator = "/" if prefix and not prefix.endswith("/") else ""
    paths = [f"{prefix}{separator}{path}" for _, _, path in copies]
    _carry_out(run, target, copies, paths)
    if not statement.detailed:
        return Outcome(_COUNTED, ReadyRows([(len(copies),)]))
    rows: list[Row] = [(path,) for path in paths]
    return Outcome(_COPIED, ReadyRows(rows))


def _check_named(place: StageLocation) -> None:
    if place.name is None:
        raise unsupported("COPY FILES from or to a stage that has no name", place.position)


def _carry_out(run: StatementRun, target: StageArea, copies: list[Copy], paths: list[str]) -> None:
    stages = run.services.stages
    with stages.batch(target.location) as batch:
        for (area, source, _), path in zip(copies, paths, strict=True):
            run.check_cancelled()
            with stages.open(area.location, source) as content:
                batch.put(path, content)
        batch.publish(overwrite=True)


def _staged(statement: CopyFiles, run: StatementRun) -> Iterator[Copy]:
    """The files of a stage; below the target they are where they are below the source's last folder."""
    source = statement.source
    assert source is not None  # noqa: S101 - a statement has one of the two
    _check_named(source)
    area = stage_area(run, source)
    folder = source.path.rpartition("/")[0]
    start = len(folder) + 1 if folder else 0
    names = {f"{source.path}{name}" if source.path.endswith("/") else name for name in statement.files}
    names |= {f"{source.path}/{name}" for name in statement.files if source.path}
    for file in matching(run, run.services.stages.list(area.location, source.path), statement.pattern, area):
        if not statement.files or file.path in names:
            yield area, file.path, file.path[start:]


def _named(query: Fragment, run: StatementRun) -> Iterator[Copy]:
    """The files that the rows of a query name, each with its new name where there is one."""
    outcome = queries.query(Query(query), run)
    rows: list[Row] = []
    while some := outcome.rows.fetch(_ROWS_AT_ONCE):
        rows.extend(some)
    outcome.rows.close()
    if len(outcome.columns) > _MOST_COLUMNS:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="The query of COPY FILES gives one or two columns.")
    for url, *name in rows:
        yield _copy(run, str(url), str(name[0]) if name and name[0] is not None else None)


def _copy(run: StatementRun, url: str, name: str | None) -> Copy:
    place = written_location(url, None)
    return stage_area(run, place), place.path, place.path if name is None else name

"""The values of an array bind: as a relation for one run of the statement, or row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockhaus.application.binding import ArrayBind
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import stage_area
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Value
from mockhaus.domain.statements import Insert, StageLocation, Statement
from mockhaus.domain.types import DataType, ResultColumn
from mockhaus.ports.engine import ColumnsRelation, QueryRelation, Relation
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.dml import array_rows
from mockhaus.translation.dml.array_rows import BOUND_ROWS
from mockhaus.translation.loading import bind_files
from mockhaus.translation.parsers.stages import location
from mockhaus.translation.placeholders import count_positional_binds

_FETCH = 10_000


def is_supported(statement: Statement) -> bool:
    """Whether drivers are told that they may bind arrays: to a plain INSERT … VALUES."""
    return isinstance(statement, Insert) and statement.values is not None and array_rows.takes_rows(statement)


def bind_types(statement: Statement, run: StatementRun) -> tuple[DataType, ...]:
    """The types that a statement's positional binds are for: a column's where one is its value, else VARCHAR.

    Only of INSERT are they known; of others there are none.
    """
    if not isinstance(statement, Insert):
        return ()
    return array_rows.bind_types(statement, run.translation(), count_positional_binds(run.text))


def check(statement: Insert, run: StatementRun) -> None:
    """BIND_NOT_SET where an array is bound in a place in which Snowflake takes one row of values only."""
    if run.array is None:
        return
    count = len(run.array.columns[0].values) if run.array.columns else None
    array_rows.check_rows(statement, run.text, count)


def relation(run: StatementRun) -> Relation:
    """The values as the relation that a plan over them reads."""
    array = _array(run)
    if array.stage is not None:
        return QueryRelation(BOUND_ROWS, _staged(run, array.stage))
    return ColumnsRelation(
        BOUND_ROWS,
        tuple((f"p{place}", column.type) for place, column in enumerate(array.columns, start=1)),
        tuple(column.values for column in array.columns),
    )


def rows(run: StatementRun) -> Iterator[Mapping[str, Value]]:
    """The values of each row by the names of engine parameters."""
    array = _array(run)
    names = tuple(run.bind_types)
    if array.stage is None:
        for row in zip(*(column.values for column in array.columns), strict=True):
            yield dict(zip(names, row, strict=True))
        return
    columns = tuple(ResultColumn(name, data_type) for name, data_type in run.bind_types.items())
    stream = run.session.engine.query(_staged(run, array.stage), columns)
    try:
        while found := stream.fetch(_FETCH):
            yield from (dict(zip(names, row, strict=True)) for row in found)
    finally:
        stream.close()


def _array(run: StatementRun) -> ArrayBind:
    assert run.array is not None  # noqa: S101 - asked of array binds only
    return run.array


def _staged(run: StatementRun, stage: str) -> str:
    """An engine query of the rows in the files of a stage's folder; BIND_COUNT where they are of another width."""
    place = _place(stage)
    area = stage_area(run, place)
    stages = run.services.stages
    prefix = f"{place.path.strip('/')}/" if place.path else ""
    files = []
    for file in stages.list(area.location, prefix):
        with stages.open(area.location, file.path) as content:
            width, compressed = bind_files.shape(content)
        if width == 0:
            continue
        if width != len(run.bind_types):
            raise SnowflakeError(ErrorCode.BIND_COUNT, expected=len(run.bind_types), actual=width)
        files.append((stages.engine_path(area.location, file.path), compressed))
    return bind_files.query(files, tuple(run.bind_types))


def _place(stage: str) -> StageLocation:
    text = "'" + stage.replace("\\", "\\\\").replace("'", "''") + "'"
    return location(Cursor(text, tokenize(text)))

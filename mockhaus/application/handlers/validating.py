"""COPY INTO a table with VALIDATION_MODE: what loading files would meet, without loading them.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (VALIDATION_MODE).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockhaus.application import load_errors
from mockhaus.application.file_records import FoundError
from mockhaus.application.handlers.staged_loads import LoadRequest, ValidatedFile, failure, validate_file
from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.domain.results import Row
from mockhaus.domain.types import SEMI_STRUCTURED, ResultColumn
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.loading.options import Validation


def validated(request: LoadRequest, files: Sequence[StagedFile], validation: Validation) -> Outcome:
    """The errors of files, or the first rows that they would give: then an error among those fails the statement."""
    scratch = f"scratch-{request.run.query_id}"
    try:
        found = _files(request, files, scratch)
        if validation.rows is None:
            told = [row for file in found for row in load_errors.rows(file.shown, file.found, file.rejected)]
            return Outcome(load_errors.COLUMNS, ReadyRows(told))
        return _rows(request, found, validation.rows)
    finally:
        request.run.services.stages.remove_location(scratch)


def _files(request: LoadRequest, files: Sequence[StagedFile], scratch: str) -> Iterator[ValidatedFile]:
    for place, file in enumerate(files, start=1):
        request.run.check_cancelled()
        yield validate_file(request, file, scratch, f"rows {place}")


def _rows(request: LoadRequest, files: Iterator[ValidatedFile], most: int) -> Outcome:
    """So many rows, with the columns that they are for."""
    columns = request.columns
    names = [f"c{place}" for place in range(1, len(columns) + 1)]
    values = [
        f"mh_out(CAST({name} AS VARCHAR))" if column.type.kind in SEMI_STRUCTURED else name
        for name, column in zip(names, columns, strict=True)
    ]
    shown = tuple(ResultColumn(column.name, column.type) for column in columns)
    rows: list[Row] = []
    for file in files:
        if len(rows) >= most:
            break
        _check(file, most - len(rows))
        sql = f"SELECT {', '.join(values)} FROM ({file.query}) AS v({', '.join(names)}) LIMIT {most - len(rows)}"
        stream = request.run.session.engine.query(sql, shown, request.run.parameters())
        while some := stream.fetch(most):
            rows.extend(some)
        stream.close()
    return Outcome(shown, ReadyRows(rows))


def _check(file: ValidatedFile, rows: int) -> None:
    first: FoundError | None = file.found[0] if file.found else None
    if first is not None and first.row <= rows:
        raise failure(file.shown, first)

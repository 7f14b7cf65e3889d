"""What COPY INTO loaded into tables, file by file, as COPY_HISTORY, LOAD_HISTORY and VALIDATE tell it.

Follows https://docs.snowflake.com/en/sql-reference/functions/copy_history,
https://docs.snowflake.com/en/sql-reference/info-schema/load_history and
https://docs.snowflake.com/en/sql-reference/functions/validate. The records lie in the table's own database and are
written in one unit with the rows, so that they are true whatever happens to the process.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Database, Table
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.translation import load_records
from mockhaus.translation.loading.options import ErrorLimit

_AT_ONCE = 10_000
MOST_ERRORS = 1_000
"""How many errors of a file are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """One file that a statement loaded, or failed to load while others went on.

    `parsed` is None where as many records were parsed as there are rows and errors. The file was skipped with
    `limit_count` errors, or more than `limit_percent` of its records; with neither all of them could be errors.
    `transformed` says that the statement had a query of its own.
    """

    file: str
    stage: str
    size: int
    errors: int
    user: str
    parsed: int | None = None
    limit_count: int | None = None
    limit_percent: float | None = None
    message: str | None = None
    line: int | None = None
    character: int | None = None
    column: str | None = None
    transformed: bool = False

    def document(self) -> str:
        """The record as it is kept."""
        return json.dumps({name: value for name, value in asdict(self).items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLoad:
    """A record with the table, the time and the number of rows that were loaded."""

    table: int
    at: dt.datetime
    rows: int
    record: LoadRecord

    @property
    def parsed(self) -> int:
        """How many records the file has."""
        parsed = self.record.parsed
        return self.rows + self.record.errors if parsed is None else parsed

    @property
    def error_limit(self) -> int:
        """How many errors would have skipped the file."""
        record = self.record
        if record.limit_count is None and record.limit_percent is None:
            return self.parsed
        return ErrorLimit(record.limit_count or 1, record.limit_percent).of(self.parsed)

    @property
    def status(self) -> str:
        """How the load ended."""
        return "Loaded" if not self.record.errors else "Partially loaded" if self.rows else "Load failed"


def loads(
    run: StatementRun, database: Database, tables: Sequence[Table], start: dt.datetime, end: dt.datetime
) -> Iterator[PastLoad]:
    """What tables of a database loaded in a time range, in the order in which it was loaded."""
    for attachment, some in _by_place(database, tables):
        _make_room(run, some[0], attachment)
        sql = load_records.records((table.id for table in some), attachment, start, end)
        for table, at, rows, record in _rows(run, sql, load_records.RECORDS):
            assert isinstance(at, dt.datetime)  # noqa: S101 - as its column says
            yield PastLoad(
                table=int(str(table)), at=at.replace(tzinfo=dt.UTC), rows=int(str(rows)), record=_record(str(record))
            )


def found_errors(
    run: StatementRun, database: Database, table: Table, query_id: str
) -> list[tuple[LoadRecord, list[Row]]]:
    """The files of one statement, each with the errors that were kept of it; none where nothing is known of it."""
    attachment = physical.attachment_of(database, table)
    _make_room(run, table, attachment)
    since = run.services.clock.now() - load_records.LIFETIME
    rows = _rows(run, load_records.errors(table.id, attachment, query_id, since), load_records.ERRORS)
    return [
        (_record(str(record)), [tuple(error) for error in json.loads(str(errors))] if errors else [])
        for record, errors in rows
    ]


def loaded_files(run: StatementRun, table: Table, attachment: str) -> set[tuple[object, object]]:
    """The paths and MD5s of what a table has loaded, as far as that is known."""
    _make_room(run, table, attachment)
    sql = load_records.loaded(table, attachment, run.services.clock.now())
    return {(path, md5) for path, md5 in _rows(run, sql, load_records.LOADED)}


def knows_all(run: StatementRun, table: Table, attachment: str) -> bool:
    """Whether nothing that the table ever loaded is forgotten by now."""
    ((first,),) = _rows(run, load_records.first_load(table, attachment), load_records.FIRST)
    if not isinstance(first, dt.datetime):
        return True
    return first.replace(tzinfo=dt.UTC) >= run.services.clock.now() - load_records.LIFETIME


def shortened(errors: Iterable[Row]) -> str | None:
    """Errors of a file as they are kept: the first ones, with the beginnings of their records."""
    kept = [list(error) for error, _ in zip(errors, range(MOST_ERRORS), strict=False)]
    return json.dumps(kept) if kept else None


def limited(record: LoadRecord, limit: ErrorLimit | None) -> LoadRecord:
    """A record with the limit that its statement set."""
    if limit is None:
        return record
    if limit.percent is not None:
        return replace(record, limit_percent=limit.percent)
    return replace(record, limit_count=limit.count)


def _record(document: str) -> LoadRecord:
    return LoadRecord(**json.loads(document))


def _by_place(database: Database, tables: Iterable[Table]) -> Iterator[tuple[str, list[Table]]]:
    places: dict[str, list[Table]] = {}
    for table in tables:
        places.setdefault(physical.attachment_of(database, table), []).append(table)
    yield from places.items()


def _make_room(run: StatementRun, table: Table, attachment: str) -> None:
    steps = load_records.place(table, attachment)
    if steps:
        run.session.engine.write(WriteUnit(attachment, tuple(EngineStep(step.sql) for step in steps)))


def _rows(run: StatementRun, sql: str, columns: Sequence[ResultColumn]) -> list[Row]:
    stream = run.session.engine.query(sql, columns)
    found: list[Row] = []
    while some := stream.fetch(_AT_ONCE):
        found.extend(some)
    stream.close()
    return found

"""One staged file of a COPY: the engine steps that load it, or why it cannot be loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mockhaus.application import load_errors
from mockhaus.application.file_records import FileReader, FileRecords, FoundError, Prepared, numbered
from mockhaus.application.load_history import MOST_ERRORS, LoadRecord, limited, shortened
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea
from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.results import Row
from mockhaus.domain.statements import CopyIntoTable, Fragment
from mockhaus.domain.types import VARCHAR, ResultColumn, number
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import load_records, versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import Target
from mockhaus.translation.loading import readers, sources
from mockhaus.translation.loading.formats import FileFormatSettings, is_columnar
from mockhaus.translation.loading.options import LoadOptions, Match, OnError
from mockhaus.translation.loading.records import RecordError
from mockhaus.translation.loading.rows import ERROR_COLUMNS, Rows, conversion_error, document_error, formatted
from mockhaus.translation.loading.sources import Source
from mockhaus.translation.plan import ObjectAccess, PlannedStep
from mockhaus.translation.precision import Precision

_ROWS_AT_ONCE = 10_000
_POSITION = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRequest:
    """What all files of one COPY share."""

    run: StatementRun
    statement: CopyIntoTable
    area: StageArea
    target: Target
    columns: tuple[Column, ...]
    settings: FileFormatSettings
    options: LoadOptions
    metadata: tuple[tuple[Column, str], ...] = ()
    """Columns that get a file's metadata, with its name."""
    evolving: tuple[PlannedStep, ...] = ()
    """What makes the table that of `target`, where the files let it evolve."""

    def context(self, *, careful: bool) -> TranslationContext:
        """The context of conversions, with the file format's formats of dates and times.

        A careful one has room for any value: it tells the values of a row that are wrong from those that need room.
        """
        table = self.target.table
        fine = careful or any(column.nanoseconds for column in table.columns)
        return formatted(self.run.translation(Precision(careful or table.wide, fine)), self.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLoad:
    """One file's steps and its line of the report. `parsed` is None where the engine alone knows."""

    path: str
    shown: str
    steps: tuple[PlannedStep, ...] = ()
    accesses: tuple[ObjectAccess, ...] = ()
    provided: tuple[str, ...] = ()
    parsed: int | None = None
    loaded: int = 0
    errors: int = 0
    first: FoundError | None = None
    found: tuple[Row, ...] = ()
    """Its errors as VALIDATE tells them, as many as are kept."""

    @property
    def loads_something(self) -> bool:
        """Whether rows of the file go to the table."""
        return bool(self.steps)

    def counted(self, rows: int) -> FileLoad:
        """The load after its steps added so many rows."""
        return replace(self, loaded=rows, parsed=rows + self.errors if self.parsed is None else self.parsed)

    @property
    def _status(self) -> str:
        return "LOADED" if not self.errors else "PARTIALLY_LOADED" if self.loaded else "LOAD_FAILED"

    def _limit(self, options: LoadOptions) -> int | None:
        return self.parsed if options.on_error is OnError.CONTINUE else options.error_limit.of(self.parsed or 0)

    def noted(self, file: StagedFile, request: LoadRequest, key: str) -> FileLoad:
        """The load with a step that notes in the table's history, under a key, how it went."""
        run, target = request.run, request.target
        note = load_records.add(
            target.table,
            target.attachment,
            key,
            file.md5 if self.loads_something else None,
            query_id=run.query_id,
            at=run.services.clock.now(),
            record=self.record(file, request).document(),
            found=shortened(self.found),
        )
        return replace(self, steps=(*self.steps, note))

    def record(self, file: StagedFile, request: LoadRequest) -> LoadRecord:
        """What the history tells of the load."""
        first, options = self.first, request.options
        record = LoadRecord(
            file=self.path,
            stage=str(request.area.name) if request.area.name else "",
            user=request.run.session.context.user,
            size=file.size,
            parsed=self.parsed,
            errors=self.errors,
            message=first.error.message if first else None,
            line=first.line if first else None,
            character=first.error.character if first else None,
            column=(first.column or None) if first else None,
            transformed=request.statement.query is not None,
        )
        return limited(record, None if options.on_error is OnError.CONTINUE else options.error_limit)

    def row(self, options: LoadOptions) -> Row:
        """The file's line of COPY's result."""
        first = self.first
        told: Row = (None, None, None, None)
        if first is not None:
            told = (first.error.message, first.line, first.error.character, first.column or None)
        return (self.shown, self._status, self.parsed, self.loaded, self._limit(options), self.errors, *told)


def load_file(request: LoadRequest, file: StagedFile, scratch: str, count: str, *, careful: bool) -> FileLoad:
    """The load of one file, its rows counted under a name; LOAD_FAILED for an error that ends the statement."""
    loader = _Loader(request, file, count, scratch)
    if not careful and loader.engine_can_read():
        return loader.plain()
    try:
        return loader.prepared()
    except SnowflakeError as error:
        if request.options.on_error is OnError.ABORT_STATEMENT or error.error is not ErrorCode.DATA:
            raise
        first = _unreadable(error)
        found = tuple(load_errors.rows(loader.shown, [first], {}))
        return FileLoad(path=file.path, shown=loader.shown, parsed=0, errors=1, first=first, found=found)


def failure(file: str, first: FoundError) -> SnowflakeError:
    """The error that ends a statement for what was found in a file."""
    told = SnowflakeError(
        ErrorCode.LOAD_FAILED,
        detail=first.error.message,
        file=file,
        line=first.line,
        character=first.error.character,
        row=first.row,
        column_name=first.column or first.error.field,
    )
    return SnowflakeError.worded(first.error.error.code, first.error.error.sqlstate, told.message)


def _unreadable(error: SnowflakeError) -> FoundError:
    """The error of a file of which nothing can be read."""
    return FoundError(error=RecordError(error.message, error=error.error), row=1, line=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedFile:
    """What was found out of a file that is not loaded: its errors, and texts of the records that have them.

    `query` gives its good rows.
    """

    shown: str
    found: list[FoundError]
    rejected: dict[int, str]
    query: str


def validate_file(request: LoadRequest, file: StagedFile, scratch: str, count: str) -> ValidatedFile:
    """All errors that loading a file would meet."""
    loader = _Loader(request, file, count, scratch)
    try:
        return loader.validated()
    except SnowflakeError as error:
        if error.error is not ErrorCode.DATA:
            raise
        return ValidatedFile(shown=loader.shown, found=[_unreadable(error)], rejected={}, query="")


class _Loader:
    """Loads one file."""

    def __init__(self, request: LoadRequest, file: StagedFile, count: str, scratch: str) -> None:
        self._request = request
        self._file = file
        self._count = count
        self._settings = request.settings
        self._reader = FileReader(request.run, request.area, file, request.settings, scratch)
        self._careful = False
        self.shown = self._reader.shown

    def engine_can_read(self) -> bool:
        """Whether the engine's own reader reads the file as Snowflake does."""
        return self._reader.engine_can_read() and (self._by_place or self._settings.column_count_error)

    def plain(self) -> FileLoad:
        """The load by the engine's reader."""
        source = self._by_parquet_names() or self._source(self._reader.plain(self._width))
        rows = self._rows(source)
        return self._load(source, rows.columns, rows.all(source.relation))

    def prepared(self) -> FileLoad:
        """The load of records that were read here, one by one."""
        return self._checked(*self._prepared_source())

    def validated(self) -> ValidatedFile:
        """What loading the file would meet."""
        source, prepared = self._prepared_source()
        rows = self._rows(source)
        parsing = prepared.found if prepared else []
        _, converting = self._conversions(rows, source, None)
        found = sorted((*parsing, *converting), key=lambda error: error.row)
        rejected = self._reader.raw_records({error.row for error in found})
        return ValidatedFile(shown=self.shown, found=found, rejected=rejected, query=rows.good(source.relation))

    def _fail_on(self, first: FoundError | None) -> None:
        if first is not None:
            raise failure(self.shown, first)

    def _prepared_source(self) -> tuple[Source, Prepared | None]:
        self._careful = True
        named = self._by_parquet_names()
        if named is not None:
            return named, None
        name = self._count.replace(" ", "-")
        strict = self._by_place and self._settings.column_count_error
        records = self._reader.prepared(name, self._width, strict=strict)
        return self._source(records), records.prepared

    @property
    def _by_place(self) -> bool:
        return self._request.statement.query is None and self._request.options.match is Match.NONE

    @property
    def _width(self) -> int | None:
        """How many fields a record has: what the table needs or the query names; None for as many as the first."""
        request = self._request
        if request.statement.query is not None:
            return max(_positions(request.statement)) if self._careful else None
        return len(request.columns) if self._by_place else None

    # -- what a relation of records gives --------------------------------------------------------------------------

    def _source(self, records: FileRecords) -> Source:
        request = self._request
        match = request.options.match
        if request.statement.query is not None:
            return self._transformed(records, request.statement.query)
        if match is not Match.NONE:
            return sources.with_file_metadata(self._by_name(self._with_metadata(records)), request.metadata)
        if self._settings.kind == "CSV":
            return sources.fields(records.relation, request.columns)
        return sources.one_document(records.relation, request.columns, self._settings.kind, records.broken)

    def _by_name(self, records: FileRecords) -> Source:
        columns, match = self._request.columns, self._request.options.match
        if self._settings.kind == "CSV":
            return sources.named_fields(records.relation, records.header, columns, match)
        if self._settings.kind == "XML":
            raise unsupported("MATCH_BY_COLUMN_NAME with files of TYPE = XML")
        return sources.document_keys(records.relation, columns, match, self._settings, records.broken)

    def _with_metadata(self, records: FileRecords) -> FileRecords:
        """The records with what INCLUDE_METADATA asks for, if anything."""
        if not self._request.metadata:
            return records
        return replace(records, relation=self._reader.with_metadata(records))

    def _transformed(self, records: FileRecords, query: Fragment) -> Source:
        request = self._request
        width = max(len(records.types), *_positions(request.statement))
        staged = self._reader.with_metadata(records, width)
        types = records.types if self._settings.kind != "CSV" else (VARCHAR,) * width
        transformed = sources.transformed_records if self._careful else sources.transformed
        return transformed(
            staged, types, query, request.columns, request.context(careful=self._careful), request.run.text
        )

    def _by_parquet_names(self) -> Source | None:
        """A Parquet file's columns by their names, where that is asked for."""
        request = self._request
        if not is_columnar(self._settings) or request.options.match is Match.NONE:
            return None
        whole = FileRecords(relation=f"FROM {readers.parquet(self._reader.engine_path())}", types=())
        records = self._with_metadata(numbered(whole))
        columns, match = request.columns, request.options.match
        described = self._reader.parquet_columns()
        source = sources.parquet_columns(records.relation, described, columns, match, self._settings)
        return sources.with_file_metadata(source, request.metadata)

    # -- errors ----------------------------------------------------------------------------------------------------

    def _checked(self, source: Source, prepared: Prepared | None) -> FileLoad:
        """The load of the records that can be converted; LOAD_FAILED where one cannot and that ends the statement."""
        rows = self._rows(source)
        on_error = self._request.options.on_error
        if not source.separate:
            return self._whole(source, rows, prepared)
        errors, found = self._errors(rows, source, prepared)
        first = found[0] if found else None
        if errors and on_error is OnError.ABORT_STATEMENT:
            self._fail_on(first)
        total = prepared.total if prepared else self._total(source) if errors else None
        told = self._told(found)
        if errors and on_error is OnError.SKIP_FILE and errors >= self._request.options.error_limit.of(total or 0):
            shown, path = self.shown, self._file.path
            return FileLoad(path=path, shown=shown, parsed=total, errors=errors, first=first, found=told)
        load = self._load(source, rows.columns, rows.good(source.relation))
        filtered = self._request.statement.query is not None
        return replace(load, parsed=None if filtered else total, errors=errors, first=first, found=told)

    def _whole(self, source: Source, rows: Rows, prepared: Prepared | None) -> FileLoad:
        """The load of a query that is more than values of each record: an error cannot be told from its record."""
        if self._request.options.on_error is not OnError.ABORT_STATEMENT:
            raise unsupported(f"ON_ERROR = {self._request.options.on_error.value} with a query of this form")
        self._fail_on(prepared.first if prepared else None)
        return self._load(source, rows.columns, rows.all(source.relation))

    def _total(self, source: Source) -> int:
        sql = f"SELECT count(*) FROM ({source.relation})"
        found = self._answers(sql, (ResultColumn("rows", number(38, 0)),), 1)
        return int(str(found[0][0]))

    def _errors(self, rows: Rows, source: Source, prepared: Prepared | None) -> tuple[int, list[FoundError]]:
        """How many records are in error, and the first of them, as many as are kept."""
        parsing = prepared.found if prepared else []
        most = 1 if self._request.options.on_error is OnError.ABORT_STATEMENT else MOST_ERRORS
        count, converting = self._conversions(rows, source, most)
        found = sorted((*islice(parsing, most), *converting), key=lambda error: error.row)
        return len(parsing) + count, found[:most]

    def _told(self, errors: Sequence[FoundError]) -> tuple[Row, ...]:
        """Errors as VALIDATE tells them; of a statement with a query it does not."""
        if self._request.statement.query is not None:
            return ()
        rejected = self._reader.raw_records({error.row for error in errors})
        return tuple(load_errors.rows(self.shown, errors, rejected))

    def _conversions(self, rows: Rows, source: Source, most: int | None) -> tuple[int, list[FoundError]]:
        """How many records cannot be converted, and why so many of the first, or all, cannot."""
        sql = rows.errors(source.relation, most)
        if sql is None:
            return 0, []
        found = self._answers(sql, ERROR_COLUMNS, most)
        count = int(str(found[0][0])) if found else 0
        return count, [self._conversion(source, row) for row in found]

    def _answers(self, sql: str, columns: Sequence[ResultColumn], most: int | None) -> list[Row]:
        run = self._request.run
        stream = run.session.engine.query(sql, columns, run.parameters())
        found: list[Row] = []
        while (most is None or len(found) < most) and (rows := stream.fetch(_ROWS_AT_ONCE)):
            found.extend(rows)
        stream.close()
        return found

    def _conversion(self, source: Source, found: Row) -> FoundError:
        _, row, line, place, value = found
        place = int(str(place))
        text = None if value is None else str(value)
        if place < 0:
            error = self._computing(source, int(str(row)), -place)
        elif place == 0:
            error = document_error(text, self._settings)
        else:
            error = conversion_error(text, source.columns, place)
        column = source.columns[abs(place) - 1] if place else None
        return FoundError(error=error, row=int(str(row)), line=int(str(line)), column=self._column_name(column))

    def _computing(self, source: Source, row: int, place: int) -> RecordError:
        """Why a transformation's value could not be computed: it is computed once more, alone."""
        try:
            self._answers(f"{source.outputs[place - 1]}{row}", (ResultColumn("value", VARCHAR),), 1)
        except SnowflakeError as error:
            return RecordError(error.message, field=place, error=error.error)
        return RecordError("The value could not be computed", field=place)

    def _column_name(self, column: Column | None) -> str:
        if column is None:
            return ""
        ordinal = self._request.target.table.visible_columns.index(column) + 1
        return f"{always_quote(self._request.target.table.name)}[{always_quote(column.name)}:{ordinal}]"

    # -- shared ----------------------------------------------------------------------------------------------------

    def _rows(self, source: Source) -> Rows:
        request = self._request
        return Rows(
            request.target,
            source.columns,
            source.values,
            request.context(careful=self._careful),
            request.options,
            broken=source.broken,
        )

    def _load(self, source: Source, columns: Sequence[Column], query: str) -> FileLoad:
        target = self._request.target
        steps = versions.insert(target.table, target.attachment, columns, query, count=self._count)
        plan = source.plan
        return FileLoad(
            path=self._file.path,
            shown=self.shown,
            steps=steps,
            accesses=plan.accesses if plan else (),
            provided=plan.provided if plan else (),
        )


def _positions(statement: CopyIntoTable) -> list[int]:
    """The numbers of the fields that a query of COPY names, 1 among them."""
    text = statement.query.text if statement.query else ""
    return [1, *(int(found) for found in _POSITION.findall(text))]

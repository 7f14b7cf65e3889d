"""One staged file of a COPY: the engine steps that load it, or why it cannot be loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mockhaus.application.file_records import FileReader, FileRecords, FoundError, Prepared
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea
from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.results import Row
from mockhaus.domain.statements import CopyIntoTable
from mockhaus.domain.types import VARCHAR
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import Target
from mockhaus.translation.loading import readers, sources
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.options import LoadOptions, Match, OnError
from mockhaus.translation.loading.records import RecordError
from mockhaus.translation.loading.rows import ERROR_COLUMNS, Rows, conversion_error, formatted
from mockhaus.translation.loading.sources import Source
from mockhaus.translation.plan import ObjectAccess, PlannedStep

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
    widen: bool = False
    """Store integers in 128 bits first. The statement then has its table for itself."""

    def context(self, *, wide: bool) -> TranslationContext:
        """The context of conversions, with the file format's formats of dates and times."""
        return formatted(self.run.translation(wide=wide or self.target.table.wide), self.settings)


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

    @property
    def loads_something(self) -> bool:
        """Whether rows of the file go to the table."""
        return bool(self.steps)

    def counted(self, rows: int) -> FileLoad:
        """The load after its steps added so many rows."""
        return replace(self, loaded=rows, parsed=rows + self.errors if self.parsed is None else self.parsed)

    def row(self, on_error: OnError) -> Row:
        """The file's line of COPY's result."""
        first = self.first
        found = "LOADED" if not self.errors else "PARTIALLY_LOADED" if self.loaded else "LOAD_FAILED"
        limit = self.parsed if on_error is OnError.CONTINUE else 1
        told: Row = (None, None, None, None)
        if first is not None:
            told = (first.error.message, first.line, first.error.character, first.column or None)
        return (self.shown, found, self.parsed, self.loaded, limit, self.errors, *told)


def load_file(request: LoadRequest, file: StagedFile, scratch: str, count: str, *, careful: bool) -> FileLoad:
    """The load of one file, its rows counted under a name; LOAD_FAILED for an error that ends the statement."""
    loader = _Loader(request, file, count)
    if not careful and loader.engine_can_read():
        return loader.plain()
    try:
        return loader.prepared(scratch)
    except SnowflakeError as error:
        if request.options.on_error is OnError.ABORT_STATEMENT or error.error is not ErrorCode.DATA:
            raise
        first = FoundError(error=RecordError(error.message, error=error.error), row=1, line=1)
        return FileLoad(path=file.path, shown=loader.shown, parsed=0, errors=1, first=first)


class _Loader:
    """Loads one file."""

    def __init__(self, request: LoadRequest, file: StagedFile, count: str) -> None:
        self._request = request
        self._file = file
        self._count = count
        self._settings = request.settings
        self._reader = FileReader(request.run, request.area, file, request.settings)
        self._wide = False
        self.shown = self._reader.shown

    def engine_can_read(self) -> bool:
        """Whether the engine's own reader reads the file as Snowflake does."""
        return self._reader.engine_can_read() and (self._by_place or self._settings.column_count_error)

    def plain(self) -> FileLoad:
        """The load by the engine's reader."""
        source = self._by_parquet_names() or self._source(self._reader.plain(self._width))
        rows = self._rows(source)
        return self._load(source, rows.columns, rows.all(source.relation))

    def prepared(self, scratch: str) -> FileLoad:
        """The load of records that were read here, one by one."""
        self._wide = True
        named = self._by_parquet_names()
        if named is not None:
            return self._checked(named, None)
        name = self._count.replace(" ", "-")
        strict = self._by_place and self._settings.column_count_error
        records = self._reader.prepared(scratch, name, self._width, strict=strict)
        return self._checked(self._source(records), records.prepared)

    @property
    def _by_place(self) -> bool:
        return self._request.statement.query is None and self._request.options.match is Match.NONE

    @property
    def _width(self) -> int | None:
        """How many fields a record has: what the table needs or the query names; None for as many as the first."""
        request = self._request
        if request.statement.query is not None:
            return None if self._wide is False else max(_positions(request.statement))
        return len(request.columns) if self._by_place else None

    # -- what a relation of records gives --------------------------------------------------------------------------

    def _source(self, records: FileRecords) -> Source:
        request = self._request
        match = request.options.match
        if request.statement.query is not None:
            return self._transformed(records)
        if self._settings.kind == "CSV":
            if match is not Match.NONE:
                return sources.named_fields(records.relation, records.header, request.columns, match)
            return sources.fields(records.relation, request.columns)
        if match is Match.NONE:
            return sources.one_document(records.relation, request.columns, self._settings.kind, records.broken)
        return sources.document_keys(records.relation, request.columns, match, self._settings, records.broken)

    def _transformed(self, records: FileRecords) -> Source:
        request = self._request
        query = request.statement.query
        assert query is not None  # noqa: S101 - asked only for one
        width = max(len(records.types), *_positions(request.statement))
        staged = self._reader.with_metadata(records, width)
        types = records.types if self._settings.kind != "CSV" else (VARCHAR,) * width
        context = request.context(wide=self._wide)
        return sources.transformed(staged, types, query, request.columns, context, request.run.text)

    def _by_parquet_names(self) -> Source | None:
        """A Parquet file's columns by their names, where that is asked for."""
        request = self._request
        if self._settings.kind != "PARQUET" or request.options.match is Match.NONE:
            return None
        numbered = (
            f"SELECT *, row_number() OVER () AS {always_quote(readers.NUMBER)}, "
            f"row_number() OVER () AS {always_quote(readers.LINE)} FROM {readers.parquet(self._reader.engine_path())}"
        )
        described = self._reader.parquet_columns()
        return sources.parquet_columns(numbered, described, request.columns, request.options.match, self._settings)

    # -- errors ----------------------------------------------------------------------------------------------------

    def _checked(self, source: Source, prepared: Prepared | None) -> FileLoad:
        """The load of the records that can be converted; LOAD_FAILED where one cannot and that ends the statement."""
        rows = self._rows(source)
        on_error = self._request.options.on_error
        if self._request.statement.query is not None:
            self._fail_on(prepared.first if prepared else None)
            return replace(self._load(source, rows.columns, rows.all(source.relation)), parsed=None)
        errors, first = self._errors(rows, source, prepared)
        if errors and on_error is OnError.ABORT_STATEMENT:
            self._fail_on(first)
        total = prepared.total if prepared else None
        if errors and on_error is OnError.SKIP_FILE:
            return FileLoad(path=self._file.path, shown=self.shown, parsed=total or 0, errors=errors, first=first)
        load = self._load(source, rows.columns, rows.good(source.relation))
        return replace(load, parsed=total, errors=errors, first=first)

    def _errors(self, rows: Rows, source: Source, prepared: Prepared | None) -> tuple[int, FoundError | None]:
        errors, first = (prepared.errors, prepared.first) if prepared else (0, None)
        sql = rows.first_error(source.relation)
        if sql is None:
            return errors, first
        found = self._request.run.session.engine.query(sql, ERROR_COLUMNS, self._request.run.parameters())
        rows_found = found.fetch(1)
        found.close()
        if not rows_found:
            return errors, first
        count, row, line, place, value = rows_found[0]
        later = self._conversion(source, int(str(row)), int(str(line)), int(str(place)), value)
        return errors + int(str(count)), first if first and first.row < later.row else later

    def _conversion(self, source: Source, row: int, line: int, place: int, value: object) -> FoundError:
        error = conversion_error(None if value is None else str(value), source.columns, place)
        column = source.columns[place - 1] if place else None
        return FoundError(error=error, row=row, line=line, column=self._column_name(column))

    def _column_name(self, column: Column | None) -> str:
        if column is None:
            return ""
        ordinal = self._request.target.table.visible_columns.index(column) + 1
        return f"{always_quote(self._request.target.table.name)}[{always_quote(column.name)}:{ordinal}]"

    def _fail_on(self, first: FoundError | None) -> None:
        if first is None:
            return
        told = SnowflakeError(
            ErrorCode.LOAD_FAILED,
            detail=first.error.message,
            file=self.shown,
            line=first.line,
            character=first.error.character,
            row=first.row,
            column_name=first.column or first.error.field,
        )
        code = first.error.error
        raise SnowflakeError.worded(code.code, code.sqlstate, told.message)

    # -- shared ----------------------------------------------------------------------------------------------------

    def _rows(self, source: Source) -> Rows:
        request = self._request
        return Rows(
            request.target,
            source.columns,
            source.values,
            request.context(wide=self._wide),
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

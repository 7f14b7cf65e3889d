"""One staged file of a COPY: the engine steps that load it, or why it cannot be loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea
from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.results import Row
from mockhaus.domain.statements import CopyIntoTable
from mockhaus.domain.types import VARCHAR, VARIANT, DataType, ResultColumn
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import Target
from mockhaus.translation.loading import readers, sources
from mockhaus.translation.loading.content import (
    ENGINE_READS,
    compression_of,
    decompressed,
    is_plain,
    text_of,
)
from mockhaus.translation.loading.delimited import DelimitedText
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.json_values import json_records
from mockhaus.translation.loading.options import LoadOptions, Match, OnError
from mockhaus.translation.loading.records import Record, RecordError
from mockhaus.translation.loading.rows import ERROR_COLUMNS, Rows, conversion_error, formatted
from mockhaus.translation.loading.sources import Source
from mockhaus.translation.loading.stage_names import with_metadata
from mockhaus.translation.plan import ObjectAccess, PlannedStep

_POSITION = re.compile(r"\$(\d+)")
_DESCRIBED = (ResultColumn("name", VARCHAR), ResultColumn("type", VARCHAR))


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
class FoundError:
    """The first error of a file."""

    error: RecordError
    row: int
    line: int
    column: str = ""


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
        self._compression = compression_of(file.path, request.settings)
        self._wide = False
        self._header: tuple[str, ...] = ()
        self.shown = request.area.shown(file.path)

    # -- plain files -----------------------------------------------------------------------------------------------

    def engine_can_read(self) -> bool:
        """Whether the engine's own reader reads the file as Snowflake does."""
        kind = self._settings.kind
        if kind == "PARQUET":
            return True
        if self._compression not in ENGINE_READS or self._settings.replace_invalid:
            return False
        if kind == "JSON":
            return True
        if not readers.is_plain(self._settings):
            return False
        with self._open() as stream:
            return is_plain(stream, self._compression, self._settings)

    def plain(self) -> FileLoad:
        """The load by the engine's reader."""
        source = self._plain_source()
        rows = self._rows(source)
        return self._load(source, rows.columns, rows.all(source.relation))

    def _plain_source(self) -> Source:
        path = self._engine_path()
        if self._settings.kind == "PARQUET":
            return self._parquet(path)
        if self._settings.kind == "JSON":
            texts = readers.json_texts(path, self._compression, array=self._settings.strip_outer_array)
            return self._documents(f"SELECT mh_parse(c1) AS c1 FROM ({texts})", "row_number() OVER ()")
        width = self._width()
        relation = readers.delimited(path, width, self._settings, self._compression)
        return self._delimited(relation, width, "row_number() OVER ()", ())

    def _width(self) -> int:
        """How many fields the records have: for a query as many as the first, otherwise what the table needs."""
        if self._request.statement.query is None:
            return len(self._request.columns)
        with self._open() as stream:
            start = decompressed(stream, self._compression).read(1 << 20).decode(self._settings.encoding, "replace")
        first = next(iter(DelimitedText(start, self._settings)), None)
        return len(first.fields) if first else 1

    # -- what a relation of records gives --------------------------------------------------------------------------

    def _delimited(self, relation: str, width: int, number_sql: str, header: Sequence[str]) -> Source:
        request = self._request
        if request.statement.query is not None:
            wanted = max(width, *_positions(request.statement))
            names = "".join(f", NULL AS c{place}" for place in range(width + 1, wanted + 1))
            return self._transformed(f"SELECT *{names} FROM ({relation})", [VARCHAR] * wanted, number_sql)
        if request.options.match is not Match.NONE:
            return sources.named_fields(relation, header, request.columns, request.options.match)
        return sources.fields(relation, request.columns)

    def _documents(self, relation: str, number_sql: str, broken: str = "") -> Source:
        request = self._request
        if request.statement.query is not None:
            return self._transformed(relation, [VARIANT], number_sql)
        if request.options.match is Match.NONE:
            return sources.one_document(relation, request.columns, self._settings.kind, broken)
        match = request.options.match
        return sources.document_keys(relation, request.columns, match, self._settings, broken)

    def _transformed(self, relation: str, types: Sequence[DataType], number_sql: str) -> Source:
        request = self._request
        query = request.statement.query
        assert query is not None  # noqa: S101 - asked only for one
        staged = self._with_metadata(relation, number_sql)
        return sources.transformed(
            staged, types, query, request.columns, request.context(wide=self._wide), request.run.text
        )

    def _with_metadata(self, relation: str, number_sql: str) -> str:
        file = self._file
        modified = file.modified_at.replace(tzinfo=None).isoformat(" ")
        scanned = self._request.run.services.clock.now().isoformat(" ")
        return with_metadata(relation, number_sql, file.path, file.md5, modified, scanned)

    def _parquet(self, path: str) -> Source:
        request = self._request
        relation = readers.parquet(path)
        if request.statement.query is not None or request.options.match is Match.NONE:
            documents = sources.parquet_document(relation, self._described(path), self._settings)
            return self._documents(documents, "row_number() OVER ()")
        numbered = (
            f"SELECT *, row_number() OVER () AS {always_quote(readers.NUMBER)}, "
            f"row_number() OVER () AS {always_quote(readers.LINE)} FROM {relation}"
        )
        return sources.parquet_columns(
            numbered, self._described(path), request.columns, request.options.match, self._settings
        )

    def _described(self, path: str) -> list[tuple[str, str]]:
        try:
            rows = self._request.run.session.engine.query(readers.parquet_columns(path), _DESCRIBED)
            found = rows.fetch(100_000)
            rows.close()
        except SnowflakeError as error:
            raise SnowflakeError(ErrorCode.DATA, detail=f"File '{self.shown}' is no Parquet file.") from error
        return [(str(name), str(kind)) for name, kind in found]

    # -- prepared files --------------------------------------------------------------------------------------------

    def prepared(self, scratch: str) -> FileLoad:
        """The load of records that were read here, one by one."""
        self._wide = True
        if self._settings.kind == "PARQUET":
            return self._checked(self._parquet(self._engine_path()), None)
        prepared = _Prepared(self._records(), self._expected_width())
        path = f"{self._file.md5}-{self._count.replace(' ', '-')}.csv"
        stages = self._request.run.services.stages
        stages.put(scratch, path, prepared.lines(), overwrite=True)
        relation = readers.prepared(stages.engine_path(scratch, path), max(prepared.width, 1))
        if self._settings.kind == "JSON":
            parsed = f"SELECT {readers.NUMBER}, {readers.LINE}, c1 AS raw, TRY(mh_parse(c1)) AS c1 FROM ({relation})"
            source = self._documents(parsed, readers.NUMBER, "(s.raw IS NOT NULL AND s.c1 IS NULL)")
        else:
            source = self._delimited(relation, prepared.width, readers.NUMBER, self._header)
        return self._checked(source, prepared)

    def _expected_width(self) -> int | None:
        """How many fields each record must have; None where any number may be."""
        request = self._request
        by_place = request.statement.query is None and request.options.match is Match.NONE
        return len(request.columns) if by_place and self._settings.kind == "CSV" else None

    def _records(self) -> Iterable[Record]:
        with self._open() as stream:
            text = text_of(stream, self._compression, self._settings, self.shown)
        if self._settings.kind == "JSON":
            return json_records(text, strip_outer_array=self._settings.strip_outer_array)
        records = DelimitedText(text, self._settings)
        if self._settings.parse_header:
            self._header = records.header()
        expected = self._expected_width()
        if expected is None:
            return records
        return _fitted(records, expected, strict=self._settings.column_count_error)

    def _checked(self, source: Source, prepared: _Prepared | None) -> FileLoad:
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

    def _errors(self, rows: Rows, source: Source, prepared: _Prepared | None) -> tuple[int, FoundError | None]:
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

    def _open(self) -> BinaryIO:
        return self._request.run.services.stages.open(self._request.area.location, self._file.path)

    def _engine_path(self) -> str:
        return self._request.run.services.stages.engine_path(self._request.area.location, self._file.path)


def _positions(statement: CopyIntoTable) -> list[int]:
    """The numbers of the fields that a query of COPY names, 1 among them."""
    text = statement.query.text if statement.query else ""
    return [1, *(int(found) for found in _POSITION.findall(text))]


def _fitted(records: Iterable[Record], width: int, *, strict: bool) -> Iterator[Record]:
    """Records of exactly so many fields: others are an error, or cut and filled with NULL where not strict."""
    for record in records:
        count = len(record.fields)
        if record.error is not None or count == width:
            yield record
        elif strict:
            message = (
                f"Number of columns in file ({count}) does not match that of the corresponding table ({width}), "
                "use file format option error_on_column_count_mismatch=false to ignore this error"
            )
            yield replace(record, error=RecordError(message, field=min(count, width) + 1))
        else:
            yield replace(record, fields=(*record.fields, *(None,) * (width - count))[:width])


class _Prepared:
    """Records on their way into a scratch file; afterwards what was counted of them."""

    def __init__(self, records: Iterable[Record], width: int | None) -> None:
        iterator = iter(records)
        head = next(iterator, None)
        self._records = chain((head,), iterator) if head is not None else iterator
        self.width = width if width is not None else len(head.fields) if head is not None else 1
        self.total = 0
        self.errors = 0
        self.first: FoundError | None = None

    def lines(self) -> Iterator[bytes]:
        """The good records as lines; the others are counted."""
        for record in self._records:
            if record is None:
                continue
            self.total += 1
            if record.error is None:
                fields = (*record.fields, *(None,) * (self.width - len(record.fields)))[: self.width]
                yield readers.prepared_line(record.number, record.line, fields)
                continue
            self.errors += 1
            if self.first is None:
                self.first = FoundError(error=record.error, row=record.number, line=record.line)

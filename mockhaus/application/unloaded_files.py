"""The files that an unloaded query becomes: text compressed as its rows come, or Parquet written by the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, ResultColumn, number
from mockhaus.ports.engine import EngineStep, RowStream, WriteUnit
from mockhaus.ports.stages import StagedBatch
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.loading.readers import literal
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.unloading import contents
from mockhaus.translation.unloading.names import FileNames, method

_ROWS_AT_ONCE = 2_000
_WHOLE = ".whole"
_LINE = ResultColumn("line", VARCHAR)
_PARTITION = ResultColumn("partition", VARCHAR)
_COUNT = ResultColumn("rows", number(38, 0))


@dataclass(frozen=True, slots=True)
class UnloadedFile:
    """A file that was written: its path below the stage, rows, bytes, and bytes before compression."""

    path: str
    rows: int
    size: int
    content: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadRequest:
    """What is unloaded, and where to. With `partitioned` the plan's last column is the partition."""

    run: StatementRun
    plan: QueryPlan
    context: TranslationContext
    names: FileNames
    batch: StagedBatch
    partitioned: bool

    @property
    def partition(self) -> list[str]:
        """Engine SQL of each row's partition, where there is one."""
        if not self.partitioned:
            return []
        return [contents.partition(len(self.plan.columns), self.plan.columns[-1].type, self.context)]

    def path(self, number_: int, partition: str | None) -> str:
        """The path of a file by its number in its partition."""
        return self.names.of(number_, partition, partitioned=self.partitioned)

    def check_single(self, size: int) -> None:
        """Refuse a single file that is too large."""
        options = self.names.options
        if options.single and size > options.max_file_size:
            detail = (
                f"Max file size ({options.max_file_size}) exceeded for unload single file mode. "
                "Please increase max file size or disable single mode."
            )
            raise SnowflakeError(ErrorCode.DATA, detail=detail)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows that follow one another in one partition, as text."""

    partition: str | None
    rows: int
    data: bytes


class _Pieces:
    """Pieces with a look at the next one."""

    def __init__(self, pieces: Iterator[_Piece]) -> None:
        self._pieces = pieces
        self.next = next(pieces, None)

    def take(self) -> _Piece | None:
        """The next piece, left behind."""
        found, self.next = self.next, next(self._pieces, None)
        return found


class TextFiles:
    """Writes delimited text and JSON."""

    def __init__(self, request: UnloadRequest) -> None:
        self._request = request
        self._settings = request.names.settings
        self._delimiter = (self._settings.record_delimiter or "") if self._settings.kind == "CSV" else "\n"
        self._header = b""
        self._written = self._content = self._rows = 0

    def write(self) -> list[UnloadedFile]:
        """Write all files to the batch."""
        request = self._request
        run = request.run
        sql, columns = self._query()
        stream = run.session.engine.query(sql, columns, run.parameters())
        try:
            pieces = _Pieces(self._pieces(stream))
            files: list[UnloadedFile] = []
            counts: dict[str | None, int] = {}
            while pieces.next is not None:
                partition = pieces.next.partition
                number_ = counts[partition] = counts.get(partition, -1) + 1
                files.append(self._file(pieces, request.path(number_, partition)))
        finally:
            stream.close()
        return files

    def _query(self) -> tuple[str, list[ResultColumn]]:
        request = self._request
        partition = request.partition
        if self._settings.kind == "CSV":
            lines = contents.DelimitedLines(request.context, self._settings)
            sql = lines.sql(request.plan, partition)
            if request.names.options.header:
                names = [column.name for column in request.plan.columns]
                header = lines.header(names[:-1] if partition else names)
                self._header = (header + self._delimiter).encode()
        else:
            sql = contents.document_lines(request.plan, partition)
        if not partition:
            return sql, [_LINE]
        return f"SELECT line, {contents.PARTITION} FROM ({sql}) ORDER BY {contents.PARTITION}", [_LINE, _PARTITION]

    def _pieces(self, stream: RowStream) -> Iterator[_Piece]:
        while rows := stream.fetch(_ROWS_AT_ONCE):
            self._request.run.check_cancelled()
            if not self._request.partitioned:
                yield self._piece(None, [str(line) for (line,) in rows])
                continue
            for partition, group in groupby(rows, key=itemgetter(1)):
                yield self._piece(None if partition is None else str(partition), [str(row[0]) for row in group])

    def _piece(self, partition: str | None, lines: list[str]) -> _Piece:
        return _Piece(partition, len(lines), (self._delimiter.join(lines) + self._delimiter).encode())

    def _file(self, pieces: _Pieces, path: str) -> UnloadedFile:
        """The next file: rows of one partition, until it is large enough."""
        self._written = self._content = self._rows = 0
        size = self._request.batch.put(path, self._compressed(pieces))
        self._request.check_single(size)
        return UnloadedFile(path, self._rows, size, self._content)

    def _compressed(self, pieces: _Pieces) -> Iterator[bytes]:
        compression = self._request.run.services.compression
        for data in compression.compressed(self._data(pieces), method(self._settings)):
            self._written += len(data)
            yield data

    def _data(self, pieces: _Pieces) -> Iterator[bytes]:
        options = self._request.names.options
        limit = math.inf if options.single else options.max_file_size
        partition = pieces.next.partition if pieces.next else None
        if self._header:
            self._content += len(self._header)
            yield self._header
        while pieces.next is not None and pieces.next.partition == partition and self._written < limit:
            piece = pieces.take()
            assert piece is not None  # noqa: S101 - it was seen
            self._rows += piece.rows
            self._content += len(piece.data)
            yield piece.data


class ParquetFiles:
    """Lets the engine write Parquet: all rows to one file, which is cut where that is asked for."""

    def __init__(self, request: UnloadRequest) -> None:
        self._request = request
        self._compression = method(request.names.settings)

    def write(self) -> list[UnloadedFile]:
        """Write all files to the batch."""
        request = self._request
        named = request.names.options.header
        query = contents.parquet_rows(request.plan, request.partition, request.context, named=named)
        whole = request.path(0, None) + _WHOLE
        rows = self._copy(query, whole)
        if rows and not request.partitioned and self._is_small(whole):
            return [self._renamed(whole, rows)]
        files = self._cut(whole, rows) if rows else []
        request.batch.drop(whole)
        return files

    def _is_small(self, whole: str) -> bool:
        options = self._request.names.options
        return options.single or self._request.batch.size(whole) <= options.max_file_size

    def _renamed(self, whole: str, rows: int) -> UnloadedFile:
        request = self._request
        path, size = request.path(0, None), request.batch.size(whole)
        request.check_single(size)
        request.batch.rename(whole, path)
        return UnloadedFile(path, rows, size, size)

    def _cut(self, whole: str, rows: int) -> list[UnloadedFile]:
        if not self._request.partitioned:
            return list(self._files(whole, rows, None, "true"))
        files: list[UnloadedFile] = []
        for partition, count in self._partitions(whole):
            condition = (
                f"{contents.PARTITION} IS NOT DISTINCT FROM {'NULL' if partition is None else literal(partition)}"
            )
            files.extend(self._files(whole, count, partition, condition))
        return files

    def _partitions(self, whole: str) -> list[tuple[str | None, int]]:
        sql = f"SELECT {contents.PARTITION}, count(*) FROM {self._source(whole)} GROUP BY ALL ORDER BY 1 NULLS LAST"
        stream = self._request.run.session.engine.query(sql, [_PARTITION, _COUNT])
        found: list[tuple[str | None, int]] = []
        while rows := stream.fetch(1_000):
            found.extend((None if partition is None else str(partition), int(str(count))) for partition, count in rows)
        stream.close()
        return found

    def _files(self, whole: str, rows: int, partition: str | None, condition: str) -> Iterator[UnloadedFile]:
        request = self._request
        options = request.names.options
        without = f" EXCLUDE ({contents.PARTITION})" if request.partitioned else ""
        selected = f"SELECT *{without} FROM {self._source(whole)} WHERE {condition}"
        path = request.path(0, partition)
        self._copy(selected, path)
        size = request.batch.size(path)
        request.check_single(size)
        count = math.ceil(size / options.max_file_size)
        if count == 1 or options.single:
            yield UnloadedFile(path, rows, size, size)
            return
        request.batch.drop(path)
        each = math.ceil(rows / count)
        for number_, start in enumerate(range(0, rows, each)):
            path = request.path(number_, partition)
            written = self._copy(f"{selected} LIMIT {each} OFFSET {start}", path)
            size = request.batch.size(path)
            yield UnloadedFile(path, written, size, size)

    def _source(self, whole: str) -> str:
        return f"read_parquet({literal(self._request.batch.engine_path(whole))}, hive_partitioning = false)"

    def _copy(self, query: str, path: str) -> int:
        """Write the rows of a query to a file; how many there were."""
        run = self._request.run
        run.check_cancelled()
        sql = contents.parquet_file(query, self._request.batch.engine_path(path), self._compression)
        step = EngineStep(sql, run.parameters())
        return run.session.engine.write(WriteUnit(physical.TEMPORARY_ATTACHMENT, (step,)))[0]

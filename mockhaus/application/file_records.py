"""One staged file as a relation of its records: by the engine's own reader, or prepared here, one by one.

The engine's readers are quick. Where a file is not plain, an error must be told or errors may be skipped, its records
are prepared first: read here into a scratch file of a form that the engine cannot misread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import BinaryIO

from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, VARIANT, DataType, ResultColumn
from mockhaus.ports.columnar import KINDS
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.loading import readers, sources
from mockhaus.translation.loading.content import ENGINE_READS, compression_of, is_plain, text_of
from mockhaus.translation.loading.delimited import DelimitedText
from mockhaus.translation.loading.formats import (
    FileFormatSettings,
    holds_documents,
    is_columnar,
    is_plain_json,
    replaces_invalid,
)
from mockhaus.translation.loading.json_values import json_records
from mockhaus.translation.loading.records import Record, RecordError
from mockhaus.translation.loading.stage_names import with_metadata
from mockhaus.translation.loading.xml_values import xml_records

_DESCRIBED = (ResultColumn("name", VARCHAR), ResultColumn("type", VARCHAR))
_START = 1 << 20
_UNNUMBERED = "row_number() OVER ()"
_WHOLE: Mapping[str, None] = MappingProxyType({"c1": None})
"""The one document of all fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundError:
    """The first error of a file."""

    error: RecordError
    row: int
    line: int
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecords:
    """A relation of a file's records: `c1`, `c2`, … of `types`.

    `number` is engine SQL for a record's number, `broken` for whether it is no record at all: its text is then `raw`.
    `header` are the names in a file's first record. `prepared` counts what was read here.
    """

    relation: str
    types: tuple[DataType, ...]
    number: str = _UNNUMBERED
    broken: str = ""
    header: tuple[str, ...] = ()
    prepared: Prepared | None = None


def numbered(records: FileRecords) -> FileRecords:
    """Records with their numbers and, as far as there are any, lines."""
    numbers = f"row_number() OVER () AS {readers.NUMBER}, row_number() OVER () AS {readers.LINE}"
    return replace(records, relation=f"SELECT *, {numbers} FROM ({records.relation})", number=readers.NUMBER)


class FileReader:
    """Reads one file by a file format. What it writes lies in the `scratch` location, which its caller removes."""

    def __init__(
        self, run: StatementRun, area: StageArea, file: StagedFile, settings: FileFormatSettings, scratch: str
    ) -> None:
        self._run = run
        self._area = area
        self._file = file
        self._settings = settings
        self._scratch = scratch
        self._path = ""
        self._compression = "NONE" if settings.kind == "PARQUET" else compression_of(file.path, settings)
        self._header: tuple[str, ...] = ()
        self.shown = area.shown(file.path)

    # -- by the engine ---------------------------------------------------------------------------------------------

    def engine_can_read(self) -> bool:
        """Whether the engine's own reader reads the file as Snowflake does."""
        kind = self._settings.kind
        if self._compression != "NONE":
            self._run.services.file_limits.check(self._file.size, self._open, self.shown)
        if is_columnar(self._settings):
            return True
        if self._compression not in ENGINE_READS or replaces_invalid(self._settings) or kind == "XML":
            return False
        if kind == "JSON":
            return is_plain_json(self._settings)
        if not readers.is_plain(self._settings):
            return False
        with self._open() as content:
            return is_plain(content, self._settings)

    def plain(self, width: int | None) -> FileRecords:
        """The records by the engine's reader: of so many fields, or of as many as the first one has."""
        kind = self._settings.kind
        if is_columnar(self._settings):
            return self.documents_of_parquet()
        path = self.engine_path()
        if kind == "JSON":
            texts = readers.json_texts(path, self._compression, array=self._settings.strip_outer_array)
            parsed = readers.document("c1", self._settings)
            return FileRecords(relation=f"SELECT {parsed} AS c1 FROM ({texts})", types=(VARIANT,))
        width = self._width() if width is None else width
        relation = readers.delimited(path, width, self._settings, self._compression)
        return FileRecords(relation=relation, types=(VARCHAR,) * width)

    def _width(self) -> int:
        with self._open() as content:
            start = content.read(_START).decode(self._settings.encoding, "replace")
        first = next(iter(DelimitedText(start, self._settings)), None)
        return len(first.fields) if first else 1

    # -- Parquet ---------------------------------------------------------------------------------------------------

    def documents_of_parquet(self, documents: Mapping[str, Collection[str] | None] = _WHOLE) -> FileRecords:
        """Each row of a Parquet file as one document, or as several of some of its fields."""
        relation = sources.parquet_documents(
            readers.parquet(self.engine_path()), self.parquet_columns(), self._settings, documents
        )
        return FileRecords(relation=relation, types=(VARIANT,))

    def parquet_columns(self) -> list[tuple[str, str]]:
        """The names and engine types of a Parquet file's columns; DATA where it is no such file."""
        try:
            rows = self._run.session.engine.query(readers.parquet_columns(self.engine_path()), _DESCRIBED)
            found = rows.fetch(100_000)
            rows.close()
        except SnowflakeError as error:
            detail = f"File '{self.shown}' is no {self._settings.kind} file."
            raise SnowflakeError(ErrorCode.DATA, detail=detail) from error
        return [(str(name), str(kind)) for name, kind in found]

    # -- prepared here ---------------------------------------------------------------------------------------------

    def prepared(self, name: str, width: int | None, *, strict: bool = False) -> FileRecords:
        """The records prepared in a scratch file, of so many fields or of as many as the first has.

        Where `strict`, a record of another number of fields is an error. DATA where the file's bytes cannot be read
        at all.
        """
        if is_columnar(self._settings):
            return numbered(self.documents_of_parquet())
        wanted = width if self._settings.kind == "CSV" else None
        prepared = Prepared(self._records(wanted, strict=strict), wanted)
        path = f"{self._file.md5}-{name}.csv"
        stages = self._run.services.stages
        stages.put(self._scratch, path, prepared.lines(), overwrite=True)
        fields = max(prepared.width, 1)
        relation = readers.prepared(stages.engine_path(self._scratch, path), fields, prepared.longest)
        if holds_documents(self._settings):
            tried = f"TRY({readers.document('c1', self._settings)})"
            return FileRecords(
                relation=f"SELECT {readers.NUMBER}, {readers.LINE}, c1 AS raw, {tried} AS c1 FROM ({relation})",
                types=(VARIANT,),
                number=readers.NUMBER,
                broken="(s.raw IS NOT NULL AND s.c1 IS NULL)",
                prepared=prepared,
            )
        return FileRecords(
            relation=relation,
            types=(VARCHAR,) * fields,
            number=readers.NUMBER,
            header=self._header,
            prepared=prepared,
        )

    def widest(self) -> int:
        """How many fields the record with the most of them has."""
        return max((len(record.fields) for record in self._parsed(self._text())), default=1)

    def raw_records(self, numbers: Collection[int]) -> dict[int, str]:
        """The text of records by their numbers, as it stands in the file; of a file that is no text there are none."""
        if is_columnar(self._settings) or not numbers:
            return {}
        text = self._text()
        spans = {record.number: record.span for record in self._parsed(text) if record.number in numbers}
        return {number: text[start:end].rstrip("\r\n") for number, (start, end) in spans.items()}

    def _text(self) -> str:
        with self._open() as content:
            return text_of(content, self._settings, self.shown, self._run.services.file_limits.read_bytes)

    def _records(self, width: int | None, *, strict: bool) -> Iterable[Record]:
        records = self._parsed(self._text())
        return records if width is None else _fitted(records, width, strict=strict)

    def _parsed(self, text: str) -> Iterable[Record]:
        if self._settings.kind == "JSON":
            return json_records(text, self._settings)
        if self._settings.kind == "XML":
            return xml_records(text, self._settings)
        records = DelimitedText(text, self._settings)
        if self._settings.parse_header:
            self._header = records.header()
        return records

    # -- both ------------------------------------------------------------------------------------------------------

    def with_metadata(self, records: FileRecords, width: int = 0) -> str:
        """The relation of records with the file's metadata columns, and with NULL for fields up to a width."""
        missing = range(len(records.types) + 1, width + 1) if self._settings.kind == "CSV" else ()
        names = "".join(f", NULL::VARCHAR AS c{place}" for place in missing)
        relation = f"SELECT *{names} FROM ({records.relation})" if names else records.relation
        file = self._file
        modified = file.modified_at.replace(tzinfo=None).isoformat(" ")
        scanned = self._run.services.clock.now().isoformat(" ")
        return with_metadata(relation, records.number, self._area.folder + file.path, file.md5, modified, scanned)

    def engine_path(self) -> str:
        """Where the engine finds the file, or what was made of one that it cannot read."""
        self._path = self._path or self._readable()
        return self._path

    def _readable(self) -> str:
        stages = self._run.services.stages
        if self._settings.kind not in KINDS:
            return stages.engine_path(self._area.location, self._file.path)
        name = f"{self._file.md5}.parquet"
        with self._unpacked() as content:
            converted = self._run.services.columnar.as_parquet(content, self._settings.kind)
            stages.put(self._scratch, name, converted, overwrite=True)
        return stages.engine_path(self._scratch, name)

    def _unpacked(self) -> BinaryIO:
        """The content, in which it must be possible to go back and forth."""
        if self._compression == "NONE":
            return self._open()
        stages, name = self._run.services.stages, f"{self._file.md5}.unpacked"
        with self._open() as content:
            stages.put(self._scratch, name, content, overwrite=True)
        return stages.open(self._scratch, name)

    def _open(self) -> BinaryIO:
        content = self._run.services.stages.open(self._area.location, self._file.path)
        return self._run.services.compression.decompressed(content, self._compression)


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
            yield replace(record, fields=filled(record.fields, width))


def filled(fields: Sequence[str | None], width: int) -> tuple[str | None, ...]:
    """Exactly so many fields: some left out, or NULL behind them."""
    return (*fields, *(None,) * (width - len(fields)))[:width]


class Prepared:
    """Records on their way into a scratch file; afterwards what was counted of them.

    Without a width it is the first record's.
    """

    def __init__(self, records: Iterable[Record], width: int | None) -> None:
        iterator = iter(records)
        head = next(iterator, None)
        self._records = chain((head,), iterator) if head is not None else iterator
        self.width = width if width is not None else len(head.fields) if head is not None else 1
        self.total = 0
        self.longest = 0
        self.found: list[FoundError] = []

    @property
    def first(self) -> FoundError | None:
        """The first error."""
        return self.found[0] if self.found else None

    def lines(self) -> Iterator[bytes]:
        """The good records as lines; the others are counted."""
        for record in self._records:
            if record is None:
                continue
            self.total += 1
            if record.error is None:
                fields = filled(record.fields, self.width)
                line = readers.prepared_line(record.number, record.line, fields)
                self.longest = max(self.longest, len(line))
                yield line
                continue
            self.found.append(FoundError(error=record.error, row=record.number, line=record.line))

"""INFER_SCHEMA: the rows that it answers for the files of a stage.

Follows https://docs.snowflake.com/en/sql-reference/functions/infer_schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from mockhaus.application.file_records import FileReader
from mockhaus.application.named_formats import named_format
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, stage_area
from mockhaus.application.stage_files import parse_location
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Options
from mockhaus.domain.types import VARCHAR, ResultColumn, number
from mockhaus.ports.engine import RowsRelation
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import inferring
from mockhaus.translation.cursor import named
from mockhaus.translation.inferring import Given
from mockhaus.translation.loading import inference, readers
from mockhaus.translation.loading.content import compression_of, text_of
from mockhaus.translation.loading.delimited import DelimitedText
from mockhaus.translation.loading.formats import FileFormatSettings, file_format, is_columnar, merged
from mockhaus.translation.loading.inference import InferredColumn
from mockhaus.translation.loading.json_values import json_records
from mockhaus.translation.plan import BoundArgument

_DESCRIBED = (ResultColumn("name", VARCHAR), ResultColumn("type", VARCHAR))
_FIELDS = (ResultColumn("name", VARCHAR), ResultColumn("repetition", VARCHAR), ResultColumn("c", number(38, 0)))
_MOST_COLUMNS = 100_000
_STANDARD = "STANDARD"


def rows(provided: str, run: StatementRun) -> RowsRelation | None:
    """The rows of a call by the name under which they are provided; None for what is no call of INFER_SCHEMA."""
    asked = inferring.inference_of(provided)
    if asked is None:
        return None
    reader = _Reader(run, _Arguments({name: _value(run, given) for name, given in asked.arguments.items()}))
    return RowsRelation(asked.relation, inferring.COLUMNS, tuple(reader.rows()))


def _value(run: StatementRun, given: Given) -> object:
    if isinstance(given, tuple):
        return tuple(_value(run, item) for item in given)
    return run.parameters()[given.parameter] if isinstance(given, BoundArgument) else given


@dataclass(frozen=True, slots=True)
class _Arguments:
    """The values of the arguments."""

    values: dict[str, object]

    def text(self, name: str) -> str:
        return str(self.values[name])

    def count(self, name: str) -> int | None:
        """How many at most; None for all."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or value < 1:
            raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
        return value

    @property
    def ignore_case(self) -> bool:
        value = str(self.values.get("IGNORE_CASE", "FALSE")).upper()
        if value not in ("TRUE", "FALSE"):
            raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name="IGNORE_CASE")
        return value == "TRUE"

    @property
    def files(self) -> tuple[str, ...]:
        value = self.values.get("FILES", ())
        return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)

    def check_kind(self) -> None:
        kind = str(self.values.get("KIND", _STANDARD)).upper()
        if kind != _STANDARD:
            raise unsupported(f"{inferring.FUNCTION} with KIND => '{kind}'")


class _Reader:
    """Reads the files of one call."""

    def __init__(self, run: StatementRun, arguments: _Arguments) -> None:
        arguments.check_kind()
        place = parse_location(arguments.text("LOCATION"))
        if place.table is not None:
            raise unsupported(f"{inferring.FUNCTION} of a table stage")
        self._run = run
        self._scratch = f"scratch-{run.query_id}-inferred"
        self._arguments = arguments
        self._prefix = place.path
        self._area = stage_area(run, place)
        self._settings = _settings(run, arguments.text("FILE_FORMAT"), self._area)
        self._most_records = arguments.count("MAX_RECORDS_PER_FILE")

    def rows(self) -> Iterator[Row]:
        """A row for each column."""
        ignore_case = self._arguments.ignore_case
        try:
            found = [(file.path, self._columns(file)) for file in self._files()]
        finally:
            self._run.services.stages.remove_location(self._scratch)
        return inference.rows(inference.merged(found, ignore_case=ignore_case), ignore_case=ignore_case)

    def _files(self) -> Sequence[StagedFile]:
        listed = self._run.services.stages.list(self._area.location, self._prefix)
        if self._arguments.files:
            by_path = {file.path: file for file in listed}
            listed = [_found(by_path, self._prefix, name) for name in self._arguments.files]
        return listed[: self._arguments.count("MAX_FILE_COUNT")]

    def _columns(self, file: StagedFile) -> list[InferredColumn]:
        return ColumnReader(self._run, self._area, self._settings, self._scratch, self._most_records).columns(file)


class ColumnReader:
    """Reads which columns files of one format have. What it writes lies in `scratch`, which its caller removes."""

    def __init__(
        self, run: StatementRun, area: StageArea, settings: FileFormatSettings, scratch: str, most: int | None = None
    ) -> None:
        self._run = run
        self._area = area
        self._settings = settings
        self._scratch = scratch
        self._most_records = most

    def columns(self, file: StagedFile) -> list[InferredColumn]:
        """The columns of a file, with the narrowest types for its first records, or for all; DATA for no such file."""
        self._run.check_cancelled()
        stages, location = self._run.services.stages, self._area.location
        if is_columnar(self._settings):
            reader = FileReader(self._run, self._area, file, self._settings, self._scratch)
            return self._of_parquet(reader.engine_path(), file)
        compression = compression_of(file.path, self._settings)
        content = self._run.services.compression.decompressed(stages.open(location, file.path), compression)
        with content:
            return self._of_text(content, file)

    def _of_text(self, stream: BinaryIO, file: StagedFile) -> list[InferredColumn]:
        settings = self._settings
        text = text_of(stream, settings, file.path, self._run.services.file_limits.read_bytes)
        if settings.kind == "JSON":
            return _of_documents(text, settings, self._most_records, file)
        records = DelimitedText(text, settings)
        header = records.header() if settings.parse_header else ()
        fields = (record.fields for record in islice(records, self._most_records))
        return inference.delimited_columns(fields, header)

    def _of_parquet(self, path: str, file: StagedFile) -> list[InferredColumn]:
        try:
            described = self._answers(readers.parquet_columns(path), _DESCRIBED)
            required = _required(self._answers(readers.parquet_fields(path), _FIELDS))
        except SnowflakeError as error:
            detail = f"File '{file.path}' is no {self._settings.kind} file."
            raise SnowflakeError(ErrorCode.DATA, detail=detail) from error
        return [
            inference.parquet_column(str(name), str(kind), self._settings, nullable=name not in required)
            for name, kind in described
        ]

    def _answers(self, sql: str, columns: tuple[ResultColumn, ...]) -> list[Row]:
        stream = self._run.session.engine.query(sql, columns)
        found = stream.fetch(_MOST_COLUMNS)
        stream.close()
        return list(found)


def _settings(run: StatementRun, name: str, area: StageArea) -> FileFormatSettings:
    """The format that is named; what it leaves open is the stage's, where that is of the same kind."""
    layers: list[tuple[str | None, Options]] = [named_format(run, named(name))]
    if area.stage is not None:
        layers.append((dict(area.stage.format_settings).get("TYPE"), area.stage.format_settings))
    settings = file_format(*merged(layers))
    if settings.kind == "XML":
        raise unsupported("INFER_SCHEMA of files of TYPE = XML")
    return settings


def _of_documents(text: str, settings: FileFormatSettings, most: int | None, file: StagedFile) -> list[InferredColumn]:
    records = islice(json_records(text, settings), most)
    try:
        return inference.document_columns(str(record.fields[0]) for record in records)
    except ValueError as error:
        raise SnowflakeError(ErrorCode.DATA, detail=f"Error parsing JSON: file '{file.path}'") from error


def _found(by_path: dict[str, StagedFile], prefix: str, name: str) -> StagedFile:
    separator = "/" if prefix and not prefix.endswith("/") and not name.startswith("/") else ""
    path = f"{prefix}{separator}{name}".lstrip("/")
    if path not in by_path:
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
    return by_path[path]


def _required(fields: Sequence[Row]) -> set[object]:
    """The names of the columns that take no NULL, among fields that each come before their children."""
    required: set[object] = set()
    place = 1
    while place < len(fields):
        name, repetition, _ = fields[place]
        if repetition == "REQUIRED":
            required.add(name)
        place = _behind(fields, place)
    return required


def _behind(fields: Sequence[Row], place: int) -> int:
    """Where the next field begins behind one and all its children."""
    children = int(str(fields[place][2]))
    place += 1
    for _ in range(children):
        place = _behind(fields, place)
    return place

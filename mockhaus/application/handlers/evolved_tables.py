"""Schema evolution: what COPY INTO does to a table so that it has the columns of the files.

Follows https://docs.snowflake.com/en/user-guide/data-load-schema-evolution: columns of the files that the table lacks
are added, and columns that a file lacks take NULL from then on.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from mockhaus.application.handlers import columns, properties
from mockhaus.application.inferred_schemas import ColumnReader
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea
from mockhaus.domain.catalog.objects import Column, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import ColumnDefinition
from mockhaus.domain.types import DataType
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import versions
from mockhaus.translation.dml.common import Target
from mockhaus.translation.loading import inference
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.inference import InferredColumn, MergedColumn
from mockhaus.translation.loading.options import LoadOptions, Match
from mockhaus.translation.parsing import parse_data_type
from mockhaus.translation.plan import PlannedStep

PROPERTY = "ENABLE_SCHEMA_EVOLUTION"
_MOST_ADDED = 100
_KINDS = frozenset({"JSON", "PARQUET", "AVRO", "ORC"})


@dataclass(frozen=True, slots=True)
class Evolution:
    """What a table becomes, and the steps that bring that about."""

    table: Table
    steps: tuple[PlannedStep, ...]


def may_evolve(table: Table, options: LoadOptions) -> bool:
    """Whether a load of files that let the table evolve may do so."""
    evolves = properties.option(table.options, PROPERTY) == "TRUE"
    return evolves and options.match is not Match.NONE and options.validation is None


def _tells_columns(settings: FileFormatSettings) -> bool:
    """Whether files of a format let a table evolve."""
    if settings.kind == "CSV":
        return settings.parse_header and not settings.column_count_error
    return settings.kind in _KINDS


def evolution(
    run: StatementRun,
    target: Target,
    area: StageArea,
    files: Sequence[StagedFile],
    settings: FileFormatSettings,
    options: LoadOptions,
) -> Evolution | None:
    """What the files make of the table; None where it stays as it is. SEMANTIC for too many columns."""
    if not may_evolve(target.table, options) or not _tells_columns(settings):
        return None
    ignore_case = options.match is Match.CASE_INSENSITIVE
    found = _columns(run, area, files, settings)
    names = {_folded(column.name, ignore_case=ignore_case) for column in target.table.visible_columns}
    merged = inference.merged(found, ignore_case=ignore_case)
    new = [item for item in merged if _folded(item.column.name, ignore_case=ignore_case) not in names]
    if len(new) > _MOST_ADDED:
        detail = f"Schema evolution would add {len(new)} columns; at most {_MOST_ADDED} can be added at once."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    lacking = dict(_lacking(target.table, found, ignore_case=ignore_case))
    if not new and not lacking:
        return None
    return _evolved(run, target, new, lacking)


def _columns(
    run: StatementRun, area: StageArea, files: Sequence[StagedFile], settings: FileFormatSettings
) -> list[tuple[str, Sequence[InferredColumn]]]:
    """The columns of each file that can be read: of others nothing will be loaded."""
    scratch = f"scratch-{run.query_id}-evolving"
    reader = ColumnReader(run, area, settings, scratch)
    found: list[tuple[str, Sequence[InferredColumn]]] = []
    try:
        for file in files:
            with suppress(SnowflakeError):
                found.append((file.path, reader.columns(file)))
    finally:
        run.services.stages.remove_location(scratch)
    return found


def _lacking(
    table: Table, found: Sequence[tuple[str, Sequence[InferredColumn]]], *, ignore_case: bool
) -> Iterator[tuple[str, str]]:
    """The columns that take no NULL and that a file lacks, each with the first such file."""
    for file, columns_found in reversed(found):
        there = {_folded(column.name, ignore_case=ignore_case) for column in columns_found}
        for column in table.visible_columns:
            if not column.type.nullable and _folded(column.name, ignore_case=ignore_case) not in there:
                yield column.name, file


def _evolved(run: StatementRun, target: Target, new: Sequence[MergedColumn], lacking: dict[str, str]) -> Evolution:
    table = target.table
    steps: list[PlannedStep] = []
    changed: list[Column] = []
    for column in table.columns:
        if column.hidden or column.name not in lacking:
            changed.append(column)
            continue
        steps += versions.set_nullability(table, target.attachment, column, nullable=True)
        record = _record(run, "DROP_NOT_NULL", lacking[column.name])
        changed.append(replace(column, type=column.type.with_nullable(True), evolution=record))
    added = _added(run, target, new)
    steps += versions.add_columns(table, target.attachment, added)
    return Evolution(replace(table, columns=(*changed, *added)), tuple(steps))


def _added(run: StatementRun, target: Target, new: Sequence[MergedColumn]) -> tuple[Column, ...]:
    definitions = [ColumnDefinition(name=item.column.name, type=_type(item.column)) for item in new]
    made = columns.build(
        run, target.name, target.table.id, definitions, before=target.table.columns, options=target.table.options
    )
    records = (_record(run, "ADD_COLUMN", item.files[0]) for item in new)
    return tuple(replace(column, evolution=record) for column, record in zip(made, records, strict=True))


def _type(column: InferredColumn) -> DataType:
    """The type of a column that is added; one without values gets texts."""
    named = inference.TEXT if column.type is inference.NOTHING else column.type
    return parse_data_type(str(named))


def _record(run: StatementRun, kind: str, file: str) -> str:
    """What users see of a column's evolution."""
    now = run.services.clock.now().astimezone(dt.UTC)
    return json.dumps(
        {
            "evolutionType": kind,
            "evolutionMode": "COPY",
            "fileName": file,
            "triggeringTime": f"{now:%Y-%m-%d %H:%M:%S.%f}000Z",
            "queryId": run.query_id,
        },
        separators=(",", ":"),
    )


def _folded(name: str, *, ignore_case: bool) -> str:
    return name.upper() if ignore_case else name

"""COPY INTO a location: the rows of a table or query as files of a stage.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-location. All files of a statement appear at once, or
none where it fails or is cancelled. One thread writes them, so their names differ in their last number alone.
"""

from __future__ import annotations

from functools import partial

from mockhaus.application.authorization import authorize
from mockhaus.application.catalog_stages import Layer, stage_layers
from mockhaus.application.handlers import pivoting, queries
from mockhaus.application.named_formats import named_format
from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.provided import provide, release
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, used_area
from mockhaus.application.unloaded_files import ParquetFiles, TextFiles, UnloadedFile, UnloadRequest
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import CopyIntoLocation, Query, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.translation.loading.formats import FileFormatSettings, file_format, merged
from mockhaus.translation.precision import NARROW, Precision
from mockhaus.translation.unloading.names import FileNames
from mockhaus.translation.unloading.options import UnloadOptions, unload_options
from mockhaus.translation.unloading.plan import unload_plan

_TOTALS = tuple(ResultColumn(name, number(38, 0)) for name in ("rows_unloaded", "input_bytes", "output_bytes"))
_FILES = (
    ResultColumn("FILE_NAME", varchar()),
    ResultColumn("FILE_SIZE", number(38, 0)),
    ResultColumn("ROW_COUNT", number(38, 0)),
)
_KINDS = ("CSV", "JSON", "PARQUET")


def copy_into_location(statement: Statement, run: StatementRun) -> Outcome:
    """COPY INTO a stage FROM a table or query."""
    assert isinstance(statement, CopyIntoLocation)  # noqa: S101 - the registry pairs them
    with used_area(run, statement.location) as area:
        return _to_area(statement, run, area)


def _to_area(statement: CopyIntoLocation, run: StatementRun, area: StageArea) -> Outcome:
    options = unload_options(statement.options, partitioned=statement.partition is not None)
    settings = _settings(statement, run, area)
    if statement.validates:
        return queries.query(Query(statement.query), run)
    names = FileNames(statement.location.path, run.query_id, settings, options)
    first = first_precision(run, wide=run.session.transaction is not None)
    files = attempted(run, lambda precision: _unload(statement, run, area, names, precision), first)
    return _outcome(files, options)


def preview(statement: Statement, run: StatementRun) -> Outcome:
    """The columns of the result that a statement would have; its query is planned, and nothing is written."""
    assert isinstance(statement, CopyIntoLocation)  # noqa: S101 - the registry pairs them
    with used_area(run, statement.location):
        return _columns(statement, run)


def _columns(statement: CopyIntoLocation, run: StatementRun) -> Outcome:
    options = unload_options(statement.options, partitioned=statement.partition is not None)
    planner = partial(unload_plan, statement, run.text)
    plan, _ = attempted(run, lambda precision: pivoting.plan(run, planner, run.translation(precision)), NARROW)
    authorize(run, plan.accesses)
    if statement.validates:
        return Outcome(plan.columns)
    return Outcome(_FILES if options.detailed else _TOTALS)


def _settings(statement: CopyIntoLocation, run: StatementRun, area: StageArea) -> FileFormatSettings:
    """The statement's own format first, then its named one, then the stage's."""
    inline = statement.format_settings
    layers: list[Layer] = [(dict(inline).get("TYPE"), inline)]
    if statement.file_format is not None:
        layers.append(named_format(run, statement.file_format))
    elif not inline:
        layers.extend(stage_layers(run.names(), area.stage))
    kind, settings = merged(layers)
    if kind not in _KINDS:
        raise unsupported(f"unloading to files of TYPE = {kind}")
    return file_format(kind, settings)


def _unload(
    statement: CopyIntoLocation, run: StatementRun, area: StageArea, names: FileNames, precision: Precision
) -> list[UnloadedFile]:
    context = run.translation(precision)
    plan, _ = pivoting.plan(run, partial(unload_plan, statement, run.text), context)
    authorize(run, plan.accesses)
    provide(run, plan.provided)
    try:
        with run.services.stages.batch(area.location) as batch:
            request = UnloadRequest(
                run=run,
                plan=plan,
                context=context,
                names=names,
                batch=batch,
                partitioned=statement.partition is not None,
            )
            writer = ParquetFiles(request) if names.settings.kind == "PARQUET" else TextFiles(request)
            files = writer.write()
            run.check_cancelled()
            if batch.publish(overwrite=names.options.overwrite):
                raise SnowflakeError(ErrorCode.FILES_EXIST, location=area.shown(statement.location.path))
    finally:
        release(run, plan.provided)
    return files


def _outcome(files: list[UnloadedFile], options: UnloadOptions) -> Outcome:
    rows = sum(file.rows for file in files)
    if options.detailed:
        return Outcome(_FILES, ReadyRows([(file.path, file.size, file.rows) for file in files]), rows)
    totals = (rows, sum(file.content for file in files), sum(file.size for file in files))
    return Outcome(_TOTALS, ReadyRows([totals]), rows)

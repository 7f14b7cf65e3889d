"""COPY INTO a table: which files of a stage, how each is read, what is loaded of it, and the report.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table. All files of a statement are loaded in one
unit, together with the record that they were. Plain files go through the engine's own readers. Where a file is not
plain, an error must be told or errors may be skipped, its records are prepared first: read here, one by one, into a
scratch file of a form that the engine cannot misread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from mockhaus.application.authorization import authorize
from mockhaus.application.handlers import dml, evolved_tables
from mockhaus.application.handlers.staged_loads import FileLoad, LoadRequest, load_file
from mockhaus.application.handlers.validating import validated
from mockhaus.application.load_history import knows_all, loaded_files
from mockhaus.application.named_formats import named_format
from mockhaus.application.outcome import Outcome, ReadyRows, status
from mockhaus.application.precision import is_overflow, wants_nanoseconds, wants_room
from mockhaus.application.services import StatementRun
from mockhaus.application.session import LastCopy
from mockhaus.application.stage_areas import StageArea, below, matching, used_area
from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import CopyIntoTable, Options, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import load_records, versions
from mockhaus.translation.cursor import named
from mockhaus.translation.dml.common import Target, find_target, named_columns
from mockhaus.translation.loading.formats import FileFormatSettings, file_format, merged
from mockhaus.translation.loading.options import LoadOptions, Match, OnError, load_options
from mockhaus.translation.plan import Access, LockMode, WritePlan, WrittenTable

_REPORT = (
    ResultColumn("file", varchar()),
    ResultColumn("status", varchar()),
    ResultColumn("rows_parsed", number(38, 0)),
    ResultColumn("rows_loaded", number(38, 0)),
    ResultColumn("error_limit", number(38, 0)),
    ResultColumn("errors_seen", number(38, 0)),
    ResultColumn("first_error", varchar()),
    ResultColumn("first_error_line", number(38, 0)),
    ResultColumn("first_error_character", number(38, 0)),
    ResultColumn("first_error_column_name", varchar()),
)
_RETRIED = frozenset({Category.DATA, Category.INTERNAL, Category.LIMIT})
_ROWS = "rows"

Note = Callable[[LoadRequest, StagedFile, FileLoad], FileLoad]
"""Adds to the load of a file the step that remembers it."""


def copy_into_table(statement: Statement, run: StatementRun) -> Outcome:
    """COPY INTO table FROM a stage."""
    assert isinstance(statement, CopyIntoTable)  # noqa: S101 - the registry pairs them
    while True:
        try:
            return _copy(statement, run)
        except SnowflakeError as error:
            if dml.in_transaction(run) or not make_room(statement, run, error):
                raise


def make_room(statement: CopyIntoTable, run: StatementRun, error: SnowflakeError) -> bool:
    """Let the table of a failed load store what the files hold; False where that is not why it failed."""
    room = wants_room(error)
    if room is None:
        return False
    run.services.locks.release(run.session.lock_owner)
    target = locked_target(statement, run, LockMode.EXCLUSIVE)
    return dml.make_room(run, WrittenTable(target.database, target.table, target.name), room)


def _copy(statement: CopyIntoTable, run: StatementRun) -> Outcome:
    """Load what the table has not loaded. No two COPYs of one table do so at once, or both would load a new file."""
    with used_area(run, statement.location) as area:
        return _from_area(statement, run, area)


def _from_area(statement: CopyIntoTable, run: StatementRun, area: StageArea) -> Outcome:
    options = load_options((statement.options, area.stage.copy_options if area.stage else ()))
    alone = _evolves(statement, run, options)
    target = locked_target(statement, run, LockMode.EXCLUSIVE if alone else LockMode.CHANGE)
    request = request_of(statement, run, area, options, target)
    run.session.last_copy = LastCopy(run.query_id, target.database, target.table)
    files = _pending(statement, run, area, target, options)
    if alone and files:
        request = _evolved(request, files)
    if options.validation is not None:
        return validated(request, files, options.validation)
    if not files:
        return status("Copy executed with 0 files processed.")
    dml.begin_change(run)
    loads = load_files(request, files, _noted, plainly_first=options.on_error is OnError.ABORT_STATEMENT)
    _purge(request, loads)
    return _report(loads, options)


def request_of(
    statement: CopyIntoTable,
    run: StatementRun,
    area: StageArea,
    options: LoadOptions,
    target: Target,
) -> LoadRequest:
    """What loading any file takes; the errors of a statement that cannot load one."""
    settings = _settings(statement, run, area)
    _check(statement, options)
    return LoadRequest(
        run=run,
        statement=statement,
        area=area,
        target=target,
        columns=_columns(statement, target),
        settings=settings,
        options=options,
        metadata=_metadata(statement, target),
    )


def _evolves(statement: CopyIntoTable, run: StatementRun, options: LoadOptions) -> bool:
    """Whether the load may change the columns of its table, which nobody else may use meanwhile."""
    return evolved_tables.may_evolve(find_target(statement.target, run.translation()).table, options)


def _evolved(request: LoadRequest, files: Sequence[StagedFile]) -> LoadRequest:
    """The request with the table that the files make of its own, where it lets them."""
    run, target = request.run, request.target
    found = evolved_tables.evolution(run, target, request.area, files, request.settings, request.options)
    if found is None:
        return request
    if dml.in_transaction(run):
        raise unsupported("schema evolution in a transaction")
    table, steps = found.table, found.steps
    evolved = replace(target, table=table)
    return replace(
        request,
        target=evolved,
        columns=_columns(request.statement, evolved),
        metadata=_metadata(request.statement, evolved),
        evolving=steps,
    )


def _check(statement: CopyIntoTable, options: LoadOptions) -> None:
    if statement.query is not None and options.match is not Match.NONE:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="match_by_column_name is not supported with copy transform.")
    if statement.query is not None and options.validation is not None:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="validation_mode is not supported with copy transform.")
    if statement.metadata and options.match is Match.NONE:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="include_metadata needs match_by_column_name.")


def locked_target(statement: CopyIntoTable, run: StatementRun, mode: LockMode) -> Target:
    """The table, which others cannot alter from here on."""
    while True:
        catalog = run.services.catalog.current
        target = find_target(statement.target, run.translation())
        authorize(run, [target.access(Access.INSERT)])
        dml.lock(run, _plan(target, ()), mode)
        if target.table.temporary or run.services.catalog.current is catalog:
            return target


def _plan(target: Target, loads: tuple[FileLoad, ...]) -> WritePlan:
    steps = tuple(step for load in loads for step in load.steps)
    return WritePlan(
        database=target.database,
        table=target.table,
        name=target.name,
        attachment=target.attachment,
        steps=steps,
        counts=(),
        lock=LockMode.CHANGE,
        accesses=tuple(access for load in loads for access in load.accesses),
        provided=tuple(dict.fromkeys(name for load in loads for name in load.provided)),
    )


def _columns(statement: CopyIntoTable, target: Target) -> tuple[Column, ...]:
    if statement.columns is None:
        return target.table.visible_columns
    return named_columns(target.table, statement.columns)


def _metadata(statement: CopyIntoTable, target: Target) -> tuple[tuple[Column, str], ...]:
    columns = named_columns(target.table, [column for column, _ in statement.metadata]) if statement.metadata else ()
    return tuple(zip(columns, (name for _, name in statement.metadata), strict=True))


# -- the format ---------------------------------------------------------------------------------------------------


def _settings(statement: CopyIntoTable, run: StatementRun, area: StageArea) -> FileFormatSettings:
    """The statement's own format first, then its named one, then the stage's."""
    layers: list[tuple[str | None, Options]] = [_layer(statement.format_settings)]
    if statement.file_format is not None:
        layers.append(named_format(run, statement.file_format))
    elif not statement.format_settings and area.stage is not None:
        layers.append(_layer(area.stage.format_settings))
        if area.stage.file_format:
            layers.append(named_format(run, named(area.stage.file_format)))
    return file_format(*merged(layers))


def _layer(settings: Options) -> tuple[str | None, Options]:
    return dict(settings).get("TYPE"), settings


# -- the files ----------------------------------------------------------------------------------------------------


def _pending(
    statement: CopyIntoTable, run: StatementRun, area: StageArea, target: Target, options: LoadOptions
) -> list[StagedFile]:
    """The files to load: those chosen that the table has not loaded with the same content."""
    chosen = _chosen(statement, run, area, options)
    loaded = loaded_files(run, target.table, target.attachment)
    forced = options.force or (options.validation is not None and options.validation.loaded)
    if chosen and not forced:
        chosen = [file for file in chosen if (key_of(area, file), file.md5) not in loaded]
        if not options.load_uncertain:
            chosen = _certain(run, target, chosen)
    return chosen if options.size_limit is None else list(_within(chosen, options.size_limit))


def _within(files: list[StagedFile], limit: int) -> Iterator[StagedFile]:
    """Files up to the one with which their sizes reach a limit."""
    size = 0
    for file in files:
        if size >= limit:
            return
        size += file.size
        yield file


def _certain(run: StatementRun, target: Target, files: list[StagedFile]) -> list[StagedFile]:
    """The files of which it is certain that the table has not loaded them: old ones only where nothing is forgotten."""
    since = run.services.clock.now() - load_records.LIFETIME
    if all(file.modified_at >= since for file in files) or knows_all(run, target.table, target.attachment):
        return files
    return [file for file in files if file.modified_at >= since]


def key_of(area: StageArea, file: StagedFile) -> str:
    """What a table remembers a loaded file by: an external one by its URL, whichever stage it was reached by."""
    return area.shown(file.path) if area.external else f"{area.location}/{file.path}"


def _chosen(statement: CopyIntoTable, run: StatementRun, area: StageArea, options: LoadOptions) -> list[StagedFile]:
    prefix = statement.location.path
    if not statement.files:
        return matching(run, run.services.stages.list(area.location, prefix), statement.pattern, area)
    by_path = {file.path: file for file in run.services.stages.list(area.location, prefix)}
    chosen: dict[str, StagedFile] = {}
    for name in statement.files:
        path = below(prefix, name)
        if path in by_path:
            chosen[path] = by_path[path]
        elif options.on_error is OnError.ABORT_STATEMENT:
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
    return list(chosen.values())


# -- loading ------------------------------------------------------------------------------------------------------


def load_files(request: LoadRequest, files: Sequence[StagedFile], note: Note, *, plainly_first: bool) -> list[FileLoad]:
    """Load all files in one unit: by the engine's readers first, where that is wanted and nothing speaks against it.

    `note` adds the step that remembers the load of a file.
    """
    run = request.run
    scratch = f"scratch-{run.query_id}"
    try:
        if plainly_first and not dml.in_transaction(run):
            try:
                return _attempt(request, files, scratch, note, careful=False)
            except SnowflakeError as error:
                if error.error.category not in _RETRIED or _is_final(request, error):
                    raise
        return _attempt(request, files, scratch, note, careful=True)
    finally:
        run.services.stages.remove_location(scratch)


def _is_final(request: LoadRequest, error: SnowflakeError) -> bool:
    """Whether reading with more care would not help: the statement was cancelled, or needs a wider table."""
    table = request.target.table
    narrow = (is_overflow(error) and not table.wide) or (wants_nanoseconds(error) and not versions.is_refined(table))
    return error.error is ErrorCode.CANCELLED or narrow


def _attempt(
    request: LoadRequest, files: Sequence[StagedFile], scratch: str, note: Note, *, careful: bool
) -> list[FileLoad]:
    loads: list[FileLoad] = []
    for place, file in enumerate(files, start=1):
        request.run.check_cancelled()
        load = load_file(request, file, scratch, f"{_ROWS} {place}", careful=careful)
        loads.append(note(request, file, load))
    counts = _carry_out(request, tuple(loads))
    return [load.counted(counts.get(f"{_ROWS} {place}", 0)) for place, load in enumerate(loads, start=1)]


def _noted(request: LoadRequest, file: StagedFile, load: FileLoad) -> FileLoad:
    """The load with its note in the table's own history."""
    return load.noted(file, request, key_of(request.area, file))


def _carry_out(request: LoadRequest, loads: tuple[FileLoad, ...]) -> dict[str, int]:
    made = _plan(request.target, loads)
    if request.evolving:
        made = replace(made, steps=(*request.evolving, *made.steps), alters=True)
    authorize(request.run, made.accesses)
    return dml.carry_out(request.run, made)


def _purge(request: LoadRequest, loads: list[FileLoad]) -> None:
    """Remove what was loaded whole, unless a transaction could still undo it."""
    if not request.options.purge or dml.in_transaction(request.run):
        return
    for load in loads:
        if load.errors == 0:
            request.run.services.stages.remove(request.area.location, load.path)


def _report(loads: list[FileLoad], options: LoadOptions) -> Outcome:
    rows: list[Row] = [load.row(options) for load in loads if load.errors or not options.failed_only]
    return Outcome(_REPORT, ReadyRows(rows), sum(load.loaded for load in loads))

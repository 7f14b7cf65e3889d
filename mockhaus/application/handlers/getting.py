"""GET: files of a stage onto the client's machine.

Follows https://docs.snowflake.com/en/sql-reference/sql/get. A client carries it out, as it does PUT: the command line
lends a way to its files, a driver is told what to fetch. Where neither is so (the REST API), GET is refused by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mockhaus.application.handlers.client_paths import base_name, local_path, parallelism
from mockhaus.application.outcome import Direction, FileTransfer, Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, matching, stage_area
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import GetFiles, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.ports.client_files import ClientFiles
from mockhaus.ports.stages import StagedFile

_PARALLEL = 10
_COLUMNS = (
    ResultColumn("file", varchar()),
    ResultColumn("size", number()),
    ResultColumn("status", varchar()),
    ResultColumn("message", varchar()),
)


def get_files(statement: Statement, run: StatementRun) -> Outcome:
    """GET @stage/path file://folder [PARALLEL] [PATTERN]; one row for each file, none where there is none."""
    assert isinstance(statement, GetFiles)  # noqa: S101 - the registry pairs them
    if run.client_files is None and not run.transfers_files:
        raise unsupported("GET without a client that carries it out")
    options = dict(statement.options)
    parallel = parallelism(options, _PARALLEL)
    area = stage_area(run, statement.location)
    if area.external:
        raise unsupported("GET from an external stage")
    listed = run.services.stages.list(area.location, statement.location.path)
    found = matching(run, listed, options.get("PATTERN"), area)
    if run.client_files is None:
        return Outcome(_COLUMNS, transfer=_transfer(statement, area, found, parallel))
    return Outcome(_COLUMNS, ReadyRows(_downloaded(run, run.client_files, statement, area, found)))


def _transfer(statement: GetFiles, area: StageArea, found: Sequence[StagedFile], parallel: int) -> FileTransfer:
    return FileTransfer(
        direction=Direction.DOWNLOAD,
        local=statement.path,
        location=area.location,
        path=statement.location.path,
        files=tuple((file.path, file.size) for file in found),
        parallel=parallel,
    )


def _downloaded(
    run: StatementRun, files: ClientFiles, statement: GetFiles, area: StageArea, found: Sequence[StagedFile]
) -> list[Row]:
    """Fetch each file; nothing is fetched where two of them would have one name on the client."""
    (name, count), *_ = Counter(base_name(file.path) for file in found).most_common(1) or [("", 0)]
    if count > 1:
        raise SnowflakeError(ErrorCode.LOCAL_STORAGE, detail=f"{count} files are named {name}")
    folder = local_path(statement.path)
    return [_fetched(run, files, folder, area, file) for file in found]


def _fetched(run: StatementRun, files: ClientFiles, folder: str, area: StageArea, file: StagedFile) -> Row:
    run.check_cancelled()
    name = base_name(file.path)
    with run.services.stages.open(area.location, file.path) as content:
        size = files.write(folder, name, content)
    return (name, size, "DOWNLOADED", "")

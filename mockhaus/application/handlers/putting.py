"""PUT: files of the client onto a stage.

Follows https://docs.snowflake.com/en/sql-reference/sql/put. A client carries it out: the command line lends its files
to the statement, a driver is told where to put its own. Where neither is so (the REST API), PUT is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockhaus.application.handlers.client_paths import base_name, local_path, parallelism
from mockhaus.application.outcome import Direction, FileTransfer, Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, stage_area
from mockhaus.application.stage_contents import compressed
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import PutFiles, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.ports.client_files import ClientFile, ClientFiles

_PARALLEL = 4
_COLUMNS = (
    ResultColumn("source", varchar()),
    ResultColumn("target", varchar()),
    ResultColumn("source_size", number()),
    ResultColumn("target_size", number()),
    ResultColumn("source_compression", varchar()),
    ResultColumn("target_compression", varchar()),
    ResultColumn("status", varchar()),
    ResultColumn("message", varchar()),
)
_SUFFIXES = {
    ".gz": "GZIP",
    ".bz2": "BZIP2",
    ".br": "BROTLI",
    ".zst": "ZSTD",
    ".deflate": "DEFLATE",
    ".raw_deflate": "RAW_DEFLATE",
    ".parquet": "PARQUET",
    ".orc": "ORC",
}
_COMPRESSIONS = frozenset({"AUTO_DETECT", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"})
_BIND_STAGE = "SYSTEM$BIND"
_NAMELESS = "undefined"


@dataclass(frozen=True, slots=True)
class _Settings:
    compress: bool
    overwrite: bool
    source_compression: str
    parallel: int


def put_files(statement: Statement, run: StatementRun) -> Outcome:
    """PUT file://path @stage [AUTO_COMPRESS] [OVERWRITE] [SOURCE_COMPRESSION] [PARALLEL]; one row for each file."""
    assert isinstance(statement, PutFiles)  # noqa: S101 - the registry pairs them
    if run.client_files is None and not run.transfers_files:
        raise unsupported("PUT without a client that carries it out")
    settings = _settings(dict(statement.options))
    area = stage_area(run, statement.location)
    if area.external:
        raise unsupported("PUT to an external stage")
    if run.client_files is None:
        return Outcome(_COLUMNS, transfer=_transfer(statement, area, settings, run.query_id))
    return Outcome(_COLUMNS, ReadyRows(_uploaded(run, run.client_files, statement, area, settings)))


def _transfer(statement: PutFiles, area: StageArea, settings: _Settings, query_id: str) -> FileTransfer:
    target = _target(statement, query_id)
    return FileTransfer(
        direction=Direction.UPLOAD,
        local=statement.path,
        location=area.location,
        path=statement.location.path.rstrip("/"),
        target=target,
        compresses=settings.compress and _compression_of(target, settings) == "NONE",
        auto_compress=settings.compress,
        overwrite=settings.overwrite,
        source_compression=settings.source_compression,
        parallel=settings.parallel,
    )


def _target(statement: PutFiles, query_id: str) -> str:
    """The name of the one file of a path, empty for a pattern.

    For the files of a bind stage the Node.js driver asks with no name at all: each gets one of its own.
    """
    name = base_name(local_path(statement.path))
    if "*" in name or "?" in name:
        return ""
    stage = statement.location.name
    if name == _NAMELESS and stage is not None and stage.name == _BIND_STAGE:
        return query_id
    return name


def _uploaded(
    run: StatementRun, files: ClientFiles, statement: PutFiles, area: StageArea, settings: _Settings
) -> list[Row]:
    pattern = local_path(statement.path)
    found = files.find(pattern)
    if not found:
        raise SnowflakeError(ErrorCode.LOCAL_FILE_MISSING, name=pattern)
    return [_put(run, files, file, area, statement.location.path, settings) for file in found]


def _settings(options: Mapping[str, str]) -> _Settings:
    source = options.get("SOURCE_COMPRESSION", "AUTO_DETECT").upper()
    if source not in _COMPRESSIONS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=source, name="SOURCE_COMPRESSION")
    return _Settings(
        _flag(options, "AUTO_COMPRESS", "TRUE"),
        _flag(options, "OVERWRITE", "FALSE"),
        source,
        parallelism(options, _PARALLEL),
    )


def _flag(options: Mapping[str, str], name: str, default: str) -> bool:
    text = options.get(name, default).upper()
    if text not in ("TRUE", "FALSE"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name=name)
    return text == "TRUE"


def _put(
    run: StatementRun, files: ClientFiles, file: ClientFile, area: StageArea, folder: str, settings: _Settings
) -> Row:
    run.check_cancelled()
    source = _compression_of(file.name, settings)
    compresses = settings.compress and source == "NONE"
    target = f"{file.name}.gz" if compresses else file.name
    path = f"{folder.rstrip('/')}/{target}" if folder else target
    with files.open(file) as content:
        stored = run.services.stages.put(
            area.location, path, compressed(content) if compresses else content, overwrite=settings.overwrite
        )
    kind = "GZIP" if compresses else source
    size = stored.size if stored else 0
    return (file.name, target, file.size, size, source, kind, "UPLOADED" if stored else "SKIPPED", "")


def _compression_of(name: str, settings: _Settings) -> str:
    if settings.source_compression != "AUTO_DETECT":
        return settings.source_compression.replace("BZ2", "BZIP2")
    return next((kind for suffix, kind in _SUFFIXES.items() if name.lower().endswith(suffix)), "NONE")

"""PUT: files of the client onto a stage.

Follows https://docs.snowflake.com/en/sql-reference/sql/put. A client carries it out: here that is the command line,
which lends its files to the statement. Where nobody does (the REST API), PUT is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, stage_area
from mockhaus.application.stage_contents import compressed
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row
from mockhaus.domain.statements import PutFiles, Statement
from mockhaus.domain.types import ResultColumn, number, varchar
from mockhaus.ports.client_files import ClientFile, ClientFiles

_SCHEME = "file://"
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
_COMPRESSIONS = frozenset({*_SUFFIXES.values(), "NONE", "AUTO_DETECT"})


@dataclass(frozen=True, slots=True)
class _Settings:
    compress: bool
    overwrite: bool
    source_compression: str


def put_files(statement: Statement, run: StatementRun) -> Outcome:
    """PUT file://path @stage [AUTO_COMPRESS] [OVERWRITE] [SOURCE_COMPRESSION] [PARALLEL]; one row for each file."""
    assert isinstance(statement, PutFiles)  # noqa: S101 - the registry pairs them
    if run.client_files is None:
        raise unsupported("PUT without a client that carries it out")
    settings = _settings(dict(statement.options))
    area = stage_area(run, statement.location)
    pattern = statement.path.removeprefix(_SCHEME)
    found = run.client_files.find(pattern)
    if not found:
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=pattern)
    rows = [_put(run, run.client_files, file, area, statement.location.path, settings) for file in found]
    return Outcome(_COLUMNS, ReadyRows(rows))


def _settings(options: Mapping[str, str]) -> _Settings:
    unknown = sorted(set(options) - {"AUTO_COMPRESS", "OVERWRITE", "SOURCE_COMPRESSION", "PARALLEL"})
    if unknown:
        raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=unknown[0], kind="PUT")
    source = options.get("SOURCE_COMPRESSION", "AUTO_DETECT").upper()
    if source not in _COMPRESSIONS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=source, name="SOURCE_COMPRESSION")
    return _Settings(_flag(options, "AUTO_COMPRESS", "TRUE"), _flag(options, "OVERWRITE", "FALSE"), source)


def _flag(options: Mapping[str, str], name: str, default: str) -> bool:
    text = options.get(name, default).upper()
    if text not in ("TRUE", "FALSE"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name=name)
    return text == "TRUE"


def _put(
    run: StatementRun, files: ClientFiles, file: ClientFile, area: StageArea, folder: str, settings: _Settings
) -> Row:
    run.check_cancelled()
    source = _compression_of(file, settings)
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


def _compression_of(file: ClientFile, settings: _Settings) -> str:
    if settings.source_compression != "AUTO_DETECT":
        return settings.source_compression
    return next((kind for suffix, kind in _SUFFIXES.items() if file.name.lower().endswith(suffix)), "NONE")

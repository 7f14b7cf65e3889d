"""COPY INTO both ways in this process, against DuckDB's own reading and writing of the same files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load as load_settings
from tests.performance.measuring import side_by_side

_COLUMNS = "A BIGINT, B VARCHAR, C DECIMAL(18,2), D DOUBLE, E TIMESTAMP"
_MADE = (
    "SELECT range, 'name ' || range, (range / 100)::DECIMAL(18,2), range * 1.5::DOUBLE, "
    "TIMESTAMP '2024-01-01' + INTERVAL (range) SECOND FROM range({rows})"
)


@dataclass(frozen=True)
class _Format:
    """A kind of file: how Mockhaus names it, and how DuckDB writes and reads it."""

    ending: str
    options: str
    written: str
    read: str
    by_name: bool = False
    unloaded: str = "FILLED"


_FORMATS = {
    "csv": _Format(
        "csv",
        "TYPE = CSV COMPRESSION = NONE",
        "FORMAT csv, HEADER false",
        "read_csv('{file}', header=false, auto_detect=false, {columns})",
    ),
    "csv_gzip": _Format(
        "csv.gz",
        "TYPE = CSV COMPRESSION = GZIP",
        "FORMAT csv, HEADER false, COMPRESSION gzip",
        "read_csv('{file}', header=false, auto_detect=false, compression='gzip', {columns})",
    ),
    "ndjson": _Format(
        "json",
        "TYPE = JSON COMPRESSION = NONE",
        "FORMAT json",
        "read_json('{file}', format='newline_delimited', {columns})",
        by_name=True,
        unloaded="(SELECT OBJECT_CONSTRUCT_KEEP_NULL(*) FROM FILLED)",
    ),
    "parquet": _Format("parquet", "TYPE = PARQUET", "FORMAT parquet", "read_parquet('{file}')", by_name=True),
}
_READ = "columns={'A': 'BIGINT', 'B': 'VARCHAR', 'C': 'DECIMAL(18,2)', 'D': 'DOUBLE', 'E': 'TIMESTAMP'}"


class Bench:
    """A stage and a table of Mockhaus beside a DuckDB file, with the same rows in both."""

    def __init__(self, use_cases: UseCases, native: duckdb.DuckDBPyConnection, folder: Path, rows: int) -> None:
        self._use_cases = use_cases
        self._session_id = use_cases.sessions.create(SessionRequest()).session_id
        self.native = native
        self.folder = folder
        native.execute(f"CREATE TABLE FILLED ({_COLUMNS}); CREATE TABLE TAKEN ({_COLUMNS})")
        native.execute(f"INSERT INTO FILLED {_MADE.format(rows=rows)}")
        for kind, format_ in _FORMATS.items():
            native.execute(f"COPY FILLED TO '{self.file(kind)}' ({format_.written})")
        self.run(f"CREATE DATABASE BENCH; CREATE TABLE TAKEN ({_COLUMNS}); CREATE TABLE FILLED ({_COLUMNS})")
        self.run("CREATE STAGE FILES; CREATE STAGE OUT")
        for kind in _FORMATS:
            self.run(f"PUT 'file://{self.file(kind)}' @FILES AUTO_COMPRESS = FALSE")
        self.load("parquet", "FILLED")

    def file(self, kind: str) -> Path:
        """The file of a kind that both read."""
        return self.folder / f"{kind}.{_FORMATS[kind].ending}"

    def run(self, sql: str) -> None:
        """Statements of Mockhaus."""
        request = StatementRequest(sql=sql, session_id=self._session_id, client_files=LocalClientFiles())
        with self._use_cases.execute(request) as execution:
            for result in execution:
                result.fetch_all()

    def load(self, kind: str, table: str = "TAKEN") -> None:
        """COPY INTO a table."""
        matched = " MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE" if _FORMATS[kind].by_name else ""
        options = f"FILE_FORMAT = ({_FORMATS[kind].options}) FORCE = TRUE{matched}"
        self.run(f"COPY INTO {table} FROM @FILES/{self.file(kind).name} {options}")

    def load_natively(self, kind: str) -> None:
        """The same by DuckDB alone."""
        source = _FORMATS[kind].read.format(file=self.file(kind), columns=_READ)
        self.native.execute(f"INSERT INTO TAKEN FROM {source}")

    def unload(self, kind: str) -> None:
        """COPY INTO a stage."""
        sizes = "MAX_FILE_SIZE = 5000000000 OVERWRITE = TRUE"
        source = _FORMATS[kind].unloaded
        self.run(f"COPY INTO @OUT/{kind}/ FROM {source} FILE_FORMAT = ({_FORMATS[kind].options}) {sizes}")

    def unload_natively(self, kind: str) -> None:
        """The same by DuckDB alone."""
        self.native.execute(f"COPY FILLED TO '{self.folder / f'out.{kind}'}' ({_FORMATS[kind].written})")


@contextmanager
def _bench(rows: int) -> Iterator[Bench]:
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(load_settings(flags={"data_dir": Path(folder) / "mockhaus"})) as use_cases,
        duckdb.connect(str(Path(folder) / "native.db")) as native,
    ):
        yield Bench(use_cases, native, Path(folder), rows)


def measure_load(rows: int, rounds: int) -> dict[str, Any]:
    """Seconds to load files into a table, of both, and their ratio, by kind of file."""
    with _bench(rows) as bench:
        return {
            kind: side_by_side(partial(bench.load, kind), partial(bench.load_natively, kind), rounds)
            for kind in _FORMATS
        }


def measure_unload(rows: int, rounds: int) -> dict[str, Any]:
    """Seconds to write a table into files, of both, and their ratio, by kind of file."""
    with _bench(rows) as bench:
        return {
            kind: side_by_side(partial(bench.unload, kind), partial(bench.unload_natively, kind), rounds)
            for kind in _FORMATS
        }

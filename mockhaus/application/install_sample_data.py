"""Use case: the sample database SNOWFLAKE_SAMPLE_DATA with real TPC-H tables.

Follows https://docs.snowflake.com/en/user-guide/sample-data-tpch: names, columns and types of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockhaus.application.execute_statement import ExecuteStatement, StatementRequest
from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.application.stage_files import StageFiles
from mockhaus.application.stopping import Stopping
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.host import Host
from mockhaus.ports.sample_data import SampleData, SampleFile

DATABASE = "SNOWFLAKE_SAMPLE_DATA"
LARGEST_SCALE = 1_000
_BYTES_AT_SCALE_1 = 2**30
"""What the tables take on disk, with the files that they are made of."""
_STAGE = "MOCKHAUS_SAMPLE_FILES"
_REQUEST = SessionRequest(client="sample data")

_TABLES = {
    "REGION": "R_REGIONKEY NUMBER(38,0) NOT NULL, R_NAME VARCHAR(25) NOT NULL, R_COMMENT VARCHAR(152)",
    "NATION": (
        "N_NATIONKEY NUMBER(38,0) NOT NULL, N_NAME VARCHAR(25) NOT NULL, N_REGIONKEY NUMBER(38,0) NOT NULL,"
        " N_COMMENT VARCHAR(152)"
    ),
    "SUPPLIER": (
        "S_SUPPKEY NUMBER(38,0) NOT NULL, S_NAME VARCHAR(25) NOT NULL, S_ADDRESS VARCHAR(40) NOT NULL,"
        " S_NATIONKEY NUMBER(38,0) NOT NULL, S_PHONE VARCHAR(15) NOT NULL, S_ACCTBAL NUMBER(12,2) NOT NULL,"
        " S_COMMENT VARCHAR(101)"
    ),
    "CUSTOMER": (
        "C_CUSTKEY NUMBER(38,0) NOT NULL, C_NAME VARCHAR(25) NOT NULL, C_ADDRESS VARCHAR(40) NOT NULL,"
        " C_NATIONKEY NUMBER(38,0) NOT NULL, C_PHONE VARCHAR(15) NOT NULL, C_ACCTBAL NUMBER(12,2) NOT NULL,"
        " C_MKTSEGMENT VARCHAR(10), C_COMMENT VARCHAR(117)"
    ),
    "PART": (
        "P_PARTKEY NUMBER(38,0) NOT NULL, P_NAME VARCHAR(55) NOT NULL, P_MFGR VARCHAR(25) NOT NULL,"
        " P_BRAND VARCHAR(10) NOT NULL, P_TYPE VARCHAR(25) NOT NULL, P_SIZE NUMBER(38,0) NOT NULL,"
        " P_CONTAINER VARCHAR(10) NOT NULL, P_RETAILPRICE NUMBER(12,2) NOT NULL, P_COMMENT VARCHAR(23)"
    ),
    "PARTSUPP": (
        "PS_PARTKEY NUMBER(38,0) NOT NULL, PS_SUPPKEY NUMBER(38,0) NOT NULL, PS_AVAILQTY NUMBER(38,0) NOT NULL,"
        " PS_SUPPLYCOST NUMBER(12,2) NOT NULL, PS_COMMENT VARCHAR(199)"
    ),
    "ORDERS": (
        "O_ORDERKEY NUMBER(38,0) NOT NULL, O_CUSTKEY NUMBER(38,0) NOT NULL, O_ORDERSTATUS VARCHAR(1) NOT NULL,"
        " O_TOTALPRICE NUMBER(12,2) NOT NULL, O_ORDERDATE DATE NOT NULL, O_ORDERPRIORITY VARCHAR(15) NOT NULL,"
        " O_CLERK VARCHAR(15) NOT NULL, O_SHIPPRIORITY NUMBER(38,0) NOT NULL, O_COMMENT VARCHAR(79) NOT NULL"
    ),
    "LINEITEM": (
        "L_ORDERKEY NUMBER(38,0) NOT NULL, L_PARTKEY NUMBER(38,0) NOT NULL, L_SUPPKEY NUMBER(38,0) NOT NULL,"
        " L_LINENUMBER NUMBER(38,0) NOT NULL, L_QUANTITY NUMBER(12,2) NOT NULL, L_EXTENDEDPRICE NUMBER(12,2) NOT NULL,"
        " L_DISCOUNT NUMBER(12,2) NOT NULL, L_TAX NUMBER(12,2) NOT NULL, L_RETURNFLAG VARCHAR(1) NOT NULL,"
        " L_LINESTATUS VARCHAR(1) NOT NULL, L_SHIPDATE DATE NOT NULL, L_COMMITDATE DATE NOT NULL,"
        " L_RECEIPTDATE DATE NOT NULL, L_SHIPINSTRUCT VARCHAR(25) NOT NULL, L_SHIPMODE VARCHAR(10) NOT NULL,"
        " L_COMMENT VARCHAR(44) NOT NULL"
    ),
}


def schema_name(scale: float) -> str:
    """The schema of a scale factor: TPCH_SF1, and TPCH_SF0_01 for 0.01."""
    return "TPCH_SF" + f"{scale:f}".rstrip("0").rstrip(".").replace(".", "_")


class InstallSampleData:
    """Installs a scale factor of TPC-H. An installed one is replaced."""

    def __init__(
        self, source: SampleData, execute: ExecuteStatement, sessions: ManageSessions, stages: StageFiles, host: Host
    ) -> None:
        self._source = source
        self._execute = execute
        self._sessions = sessions
        self._stages = stages
        self._host = host

    def __call__(
        self, scale: float, request: SessionRequest = _REQUEST, stopping: Stopping | None = None
    ) -> Iterator[tuple[str, int]]:
        """Install table by table; yields each table's full name and number of rows as it is done.

        All is done in a session of its own, as it is asked for. INVALID_REQUEST for a scale factor that cannot be made,
        STORAGE where the disk has no room for it: nothing is changed then. CANCELLED once `stopping` says so: the table
        that was begun, and those after it, are missing then.
        """
        self._check(scale)
        session = self._sessions.create(request).session_id
        try:
            installation = _Installation(self._source, self._execute, self._stages, session, stopping or Stopping())
            yield from installation.tables(scale)
        finally:
            self._sessions.close(session)

    def _check(self, scale: float) -> None:
        if not 0 < scale <= LARGEST_SCALE:
            detail = f"scale {scale:g} is not above 0 and at most {LARGEST_SCALE}"
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail)
        free, needed = self._host.disk().free, scale * _BYTES_AT_SCALE_1
        if free < needed:
            room = f"{needed / 2**30:,.1f} GiB of disk, and {free / 2**30:,.1f} GiB are free"
            raise SnowflakeError(ErrorCode.STORAGE, detail=f"sample data of scale {scale:g} need {room}")


class _Installation:
    """One installation, in its session."""

    def __init__(
        self, source: SampleData, execute: ExecuteStatement, stages: StageFiles, session: str, stopping: Stopping
    ) -> None:
        self._source = source
        self._execute = execute
        self._stages = stages
        self._session = session
        self._stopping = stopping

    def tables(self, scale: float) -> Iterator[tuple[str, int]]:
        schema = f"{DATABASE}.{schema_name(scale)}"
        stage = f"{schema}.{_STAGE}"
        self._run(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        with self._source.tpch(scale, self._stopping.check) as files:
            self._run(f"CREATE OR REPLACE SCHEMA {schema}")
            self._run(f"CREATE STAGE {stage} FILE_FORMAT = (TYPE = PARQUET)")
            try:
                for file in files:
                    yield f"{schema}.{file.table}", self._load(f"{schema}.{file.table}", file, stage)
            finally:
                self._carry_out(StatementRequest(sql=f"DROP STAGE IF EXISTS {stage}", session_id=self._session))

    def _load(self, table: str, file: SampleFile, stage: str) -> int:
        """Make the table of a file; its number of rows."""
        with file.path.open("rb") as content:
            self._stages.put(f"@{stage}/{file.path.name}", content, overwrite=True, session_id=self._session)
        self._run(f"CREATE TABLE {table} ({_TABLES[file.table]})")
        self._run(f"COPY INTO {table} FROM @{stage} MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE PURGE = TRUE")
        return int(str(self._run(f"SELECT COUNT(*) FROM {table}")[0][0]))

    def _run(self, sql: str) -> Sequence[tuple[object, ...]]:
        return self._carry_out(StatementRequest(sql=sql, session_id=self._session, on_begin=self._stopping.begin))

    def _carry_out(self, request: StatementRequest) -> Sequence[tuple[object, ...]]:
        with self._execute(request) as execution:
            return [row for result in execution for row in result.fetch_all()]

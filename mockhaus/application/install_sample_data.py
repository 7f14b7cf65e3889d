"""Use case: the sample database SNOWFLAKE_SAMPLE_DATA with real TPC-H tables.

Follows https://docs.snowflake.com/en/user-guide/sample-data-tpch: names, columns and types of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockhaus.application.execute_statement import ExecuteStatement, StatementRequest
from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.application.stage_files import StageFiles
from mockhaus.ports.sample_data import SampleData, SampleFile

DATABASE = "SNOWFLAKE_SAMPLE_DATA"
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
        self, source: SampleData, execute: ExecuteStatement, sessions: ManageSessions, stages: StageFiles
    ) -> None:
        self._source = source
        self._execute = execute
        self._sessions = sessions
        self._stages = stages

    def __call__(self, scale: float, request: SessionRequest = _REQUEST) -> Iterator[tuple[str, int]]:
        """Install table by table; yields each table's full name and number of rows as it is done.

        All is done in a session of its own, as it is asked for.
        """
        schema = f"{DATABASE}.{schema_name(scale)}"
        session = self._sessions.create(request).session_id
        try:
            self._run(session, f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
            with self._source.tpch(scale) as files:
                self._run(session, f"CREATE OR REPLACE SCHEMA {schema}")
                self._run(session, f"CREATE STAGE {schema}.{_STAGE} FILE_FORMAT = (TYPE = PARQUET)")
                for file in files:
                    yield f"{schema}.{file.table}", self._load(session, schema, file)
            self._run(session, f"DROP STAGE {schema}.{_STAGE}")
        finally:
            self._sessions.close(session)

    def _load(self, session: str, schema: str, file: SampleFile) -> int:
        table = f"{schema}.{file.table}"
        with file.path.open("rb") as content:
            self._stages.put(f"@{schema}.{_STAGE}/{file.path.name}", content, overwrite=True, session_id=session)
        self._run(session, f"CREATE TABLE {table} ({_TABLES[file.table]})")
        self._run(
            session,
            f"COPY INTO {table} FROM @{schema}.{_STAGE} FILES = ('{file.path.name}')"
            " MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE PURGE = TRUE",
        )
        return int(str(self._run(session, f"SELECT COUNT(*) FROM {table}")[0][0]))

    def _run(self, session: str, sql: str) -> Sequence[tuple[object, ...]]:
        with self._execute(StatementRequest(sql=sql, session_id=session)) as execution:
            return [row for result in execution for row in result.fetch_all()]

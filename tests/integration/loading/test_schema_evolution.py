"""ENABLE_SCHEMA_EVOLUTION: https://docs.snowflake.com/en/user-guide/data-load-schema-evolution."""

from __future__ import annotations

import io
import json

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from tests.support.loading_session import LoadingSession

CSV = "TYPE = CSV PARSE_HEADER = TRUE ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE"


def copy(settings: str, *, match: str = "CASE_INSENSITIVE", more: str = "") -> str:
    return f"COPY INTO t FROM @files FILE_FORMAT = ({settings}) MATCH_BY_COLUMN_NAME = {match} {more}"


def columns(session: LoadingSession) -> list[tuple[object, ...]]:
    """Name, type and nullability of the table's columns."""
    return [(row[0], row[1], row[3]) for row in session.run("DESCRIBE TABLE t")]


def records(session: LoadingSession) -> list[tuple[object, ...]]:
    """Name, kind and file of what happened to the table's columns."""
    found = session.run("SHOW COLUMNS IN TABLE t")
    told = [(row[2], json.loads(str(row[-1]))) for row in found if row[-1] is not None]
    return [(name, record["evolutionType"], record["fileName"]) for name, record in told]


def parquet(**values: list[object]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(values), out)
    return out.getvalue()


def as_orc(**values: list[object]) -> bytes:
    out = io.BytesIO()
    orc.write_table(pa.table(values), out)
    return out.getvalue()


def avro(**values: list[object]) -> bytes:
    out = io.BytesIO()
    fields = [{"name": name, "type": "long" if isinstance(of[0], int) else "string"} for name, of in values.items()]
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    fastavro.writer(out, {"type": "record", "name": "r", "fields": fields}, rows)
    return out.getvalue()


@pytest.fixture
def table(session: LoadingSession) -> LoadingSession:
    session.run("CREATE TABLE t (col1 VARCHAR, col2 VARCHAR NOT NULL) ENABLE_SCHEMA_EVOLUTION = TRUE")
    session.run("INSERT INTO t VALUES ('a', 'b')")
    return session


FILES = {
    "TYPE = PARQUET": parquet(col1=["d"], col4=[7]),
    "TYPE = ORC": as_orc(col1=["d"], col4=[7]),
    "TYPE = AVRO": avro(col1=["d"], col4=[7]),
    "TYPE = JSON": b'{"col1": "d", "col4": 7}\n',
    CSV: b"col1,col4\nd,7\n",
}


@pytest.mark.parametrize("settings", FILES)
def test_new_columns_are_added_and_missing_ones_take_null(table: LoadingSession, settings: str) -> None:
    table.put("new", FILES[settings])
    table.run(copy(settings))
    assert table.run("SELECT col1, col2, col4 FROM t ORDER BY col1") == [("a", "b", None), ("d", None, 7)]
    assert [(name, nullable) for name, _, nullable in columns(table)] == [("COL1", "Y"), ("COL2", "Y"), ("COL4", "Y")]
    assert records(table) == [("COL2", "DROP_NOT_NULL", "new"), ("COL4", "ADD_COLUMN", "new")]


def test_types_are_those_that_all_new_files_have(table: LoadingSession) -> None:
    table.put("a.json", '{"col2": "x", "n": 1, "d": "2024-05-06", "o": {"p": 1}, "z": null}\n')
    table.put("b.json", '{"col2": "y", "n": 2.25, "b": true}\n')
    table.run(copy("TYPE = JSON"))
    assert [(name, kind) for name, kind, _ in columns(table)][2:] == [
        ("N", "NUMBER(3,2)"),
        ("D", "DATE"),
        ("O", "OBJECT"),
        ("Z", "VARCHAR(16777216)"),
        ("B", "BOOLEAN"),
    ]


def test_names_are_kept_where_case_matters(table: LoadingSession) -> None:
    table.put("a.json", '{"COL2": "x", "col2": "y"}\n')
    table.run(copy("TYPE = JSON", match="CASE_SENSITIVE"))
    assert table.run('SELECT col2, "col2" FROM t WHERE col1 IS NULL') == [("x", "y")]


def test_a_record_tells_when_and_by_what(table: LoadingSession) -> None:
    table.put("a.json", '{"col2": "x", "c": 1}\n')
    table.run(copy("TYPE = JSON"))
    described = table.run("DESCRIBE TABLE t")
    assert table.outcome.columns[-1].name == "schema evolution record"
    record = json.loads(str(described[-1][-1]))
    assert record["evolutionMode"] == "COPY"
    assert record["queryId"] == "q"
    assert str(record["triggeringTime"]).endswith("000Z")
    told = "SELECT schema_evolution_record FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'T'"
    own = f"{told} AND column_name = 'C' AND table_schema = CURRENT_SCHEMA()"
    assert json.loads(str(table.run(own)[0][0])) == record


@pytest.mark.parametrize(
    "change", ["ALTER TABLE t RENAME COLUMN c TO d", "ALTER TABLE t ALTER COLUMN c SET DATA TYPE NUMBER(9,0)"]
)
def test_a_change_by_hand_clears_the_record(table: LoadingSession, change: str) -> None:
    table.put("a.json", '{"col2": "x", "c": 1}\n')
    table.run(copy("TYPE = JSON"))
    table.run(change)
    assert records(table) == []


def test_a_failing_load_leaves_the_table_as_it_was(table: LoadingSession) -> None:
    table.run("ALTER TABLE t ADD COLUMN k INT")
    before = columns(table)
    table.put("a.json", '{"k": "no number", "c": 1}\n')
    table.failure(copy("TYPE = JSON"))
    assert columns(table) == before
    assert table.run("SELECT COUNT(*) FROM t") == [(1,)]


def test_a_table_evolves_only_where_that_is_enabled(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT)")
    session.put("a.json", '{"a": 1, "b": 2}\n')
    session.run(copy("TYPE = JSON"))
    assert [name for name, *_ in columns(session)] == ["A"]
    session.script("ALTER TABLE t SET ENABLE_SCHEMA_EVOLUTION = TRUE", copy("TYPE = JSON", more="FORCE = TRUE"))
    assert [name for name, *_ in columns(session)] == ["A", "B"]
    session.script("ALTER TABLE t UNSET ENABLE_SCHEMA_EVOLUTION")
    assert len(session.run("DESCRIBE TABLE t")[0]) == 12


def test_delimited_text_must_not_check_the_number_of_columns(table: LoadingSession) -> None:
    table.put("a.csv", "col2,c\nx,1\n")
    table.run(copy("TYPE = CSV PARSE_HEADER = TRUE"))
    assert [name for name, *_ in columns(table)] == ["COL1", "COL2"]


def test_the_table_is_told_to_evolve_by_show_tables(table: LoadingSession) -> None:
    found = table.run(f"SHOW TABLES IN SCHEMA db.{table.session.context.schema}")
    place = [column.name for column in table.outcome.columns].index("enable_schema_evolution")
    assert [row[place] for row in found] == ["Y"]


def test_a_hundred_columns_are_added_at_once_and_no_more(table: LoadingSession) -> None:
    table.put("a.json", json.dumps({"col2": "x", **{f"c{number}": 1 for number in range(101)}}))
    assert table.failure(copy("TYPE = JSON")).error.code == "002079"
    table.put("a.json", json.dumps({"col2": "x", **{f"c{number}": 1 for number in range(100)}}))
    table.run(copy("TYPE = JSON"))
    assert len(columns(table)) == 102


def test_wide_numbers_may_come_with_new_columns(table: LoadingSession) -> None:
    table.run("ALTER TABLE t ADD COLUMN k INT")
    table.put("a.json", '{"col2": "x", "k": 123456789012345678901234567890, "w": 1}\n')
    table.run(copy("TYPE = JSON"))
    assert table.run("SELECT k, w FROM t WHERE w = 1") == [(123456789012345678901234567890, 1)]


def test_a_temporary_table_evolves_too(session: LoadingSession) -> None:
    session.run("CREATE TEMPORARY TABLE t (a INT) ENABLE_SCHEMA_EVOLUTION = TRUE")
    session.put("a.json", '{"a": 1, "b": 2}\n')
    session.run(copy("TYPE = JSON"))
    assert session.run("SELECT a, b FROM t") == [(1, 2)]


def test_a_file_that_cannot_be_read_changes_nothing(table: LoadingSession) -> None:
    table.put("a.parquet", b"no parquet")
    table.put("b.parquet", parquet(col2=["y"], n=[1]))
    table.run(copy("TYPE = PARQUET", more="ON_ERROR = CONTINUE"))
    assert [(name, nullable) for name, _, nullable in columns(table)] == [("COL1", "Y"), ("COL2", "N"), ("N", "Y")]


def test_a_transaction_is_refused(table: LoadingSession) -> None:
    table.put("a.json", '{"col2": "x", "c": 1}\n')
    table.run("BEGIN")
    assert table.failure(copy("TYPE = JSON")).error.code == "000002"
    table.run("ROLLBACK")

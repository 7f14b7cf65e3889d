"""COPY INTO from JSON and Parquet files: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mockhaus.domain.errors import ErrorCode
from tests.support.loading_session import LoadingSession


def parquet(columns: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.fixture
def documents(session: LoadingSession) -> LoadingSession:
    session.run("CREATE TABLE v (d VARIANT)")
    session.run("CREATE TABLE t (id INT, name VARCHAR(5), day DATE)")
    return session


def test_each_value_is_a_row(documents: LoadingSession) -> None:
    documents.put("a.json", '{"id": 1}\n{"id":\n 2}\n')
    documents.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = JSON)")
    assert documents.run("SELECT d:id::INT FROM v ORDER BY 1") == [(1,), (2,)]


def test_an_array_is_one_row_unless_it_is_stripped(documents: LoadingSession) -> None:
    documents.put("a.json", '[{"id": 1}, {"id": 2}]')
    documents.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = JSON)")
    assert documents.run("SELECT ARRAY_SIZE(d) FROM v") == [(2,)]
    documents.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE) FORCE = TRUE")
    assert documents.run("SELECT COUNT(*) FROM v") == [(3,)]


def test_keys_become_columns_by_name(documents: LoadingSession) -> None:
    documents.put("a.json", '{"ID": 1, "Name": "x", "day": "2024-01-05", "more": 1}\n{"id": 2, "name": null}')
    documents.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert documents.run("SELECT * FROM t ORDER BY id") == [(1, "x", dt.date(2024, 1, 5)), (2, None, None)]


def test_keys_may_be_matched_exactly(documents: LoadingSession) -> None:
    documents.put("a.json", '{"ID": 1, "name": "x"}')
    documents.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")
    assert documents.run("SELECT id, name FROM t") == [(1, None)]


def test_a_query_takes_documents_apart(documents: LoadingSession) -> None:
    documents.put("a.json", '{"x": {"id": 7}, "n": ["a", "b"]}')
    documents.run(
        "COPY INTO t (id, name) FROM (SELECT $1:x.id::INT, $1:n[1]::VARCHAR FROM @files) FILE_FORMAT = (TYPE = JSON)"
    )
    assert documents.run("SELECT id, name FROM t") == [(7, "b")]


def test_documents_need_one_semi_structured_column(documents: LoadingSession) -> None:
    documents.put("a.json", "{}")
    error = documents.failure("COPY INTO t FROM @files FILE_FORMAT = (TYPE = JSON)")
    assert error.error is ErrorCode.SEMANTIC


def test_malformed_json_fails_and_leaves_the_table_as_it_was(documents: LoadingSession) -> None:
    documents.put("a.json", '{"id": 1}\n{"id": ')
    error = documents.failure("COPY INTO v FROM @files FILE_FORMAT = (TYPE = JSON)")
    assert error.error is ErrorCode.JSON_INVALID
    assert "line 2" in error.message
    assert documents.run("SELECT COUNT(*) FROM v") == [(0,)]


def test_continue_skips_malformed_documents(documents: LoadingSession) -> None:
    documents.put("a.json", '{"id": 1}\n{"id" 2}\n{"id": 3}')
    (report,) = documents.named("COPY INTO v FROM @files FILE_FORMAT = (TYPE = JSON) ON_ERROR = CONTINUE")
    assert (report["status"], report["rows_parsed"], report["rows_loaded"]) == ("PARTIALLY_LOADED", 3, 2)


def test_long_integers_keep_all_their_digits(documents: LoadingSession) -> None:
    documents.put("a.json", '{"n": 12345678901234567890123456789}')
    documents.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = JSON)")
    assert documents.run("SELECT d:n::NUMBER(38,0) FROM v") == [(12345678901234567890123456789,)]


def test_parquet_columns_are_matched_by_name(documents: LoadingSession) -> None:
    columns = {"day": [dt.date(2024, 5, 6), None], "Id": [1, 2], "NAME": ["x", None], "other": [1.5, 2.5]}
    documents.put("a.parquet", parquet(columns))
    documents.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert documents.run("SELECT * FROM t ORDER BY id") == [(1, "x", dt.date(2024, 5, 6)), (2, None, None)]


def test_parquet_types_become_snowflakes(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (n NUMBER(20,3), f FLOAT, b BOOLEAN, ts TIMESTAMP_NTZ, l VARIANT, x BINARY)")
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, 600000)  # noqa: DTZ001 - TIMESTAMP_NTZ
    columns = {
        "n": pa.array([Decimal("1.250")], pa.decimal128(12, 3)),
        "f": [0.5],
        "b": [True],
        "ts": pa.array([moment], pa.timestamp("us")),
        "l": [[1, 2]],
        "x": [b"\x01\xff"],
    }
    session.put("a.parquet", parquet(columns))
    session.run(
        "COPY INTO t FROM @files FILE_FORMAT = (TYPE = PARQUET BINARY_AS_TEXT = FALSE)"
        " MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
    )
    assert session.run("SELECT n, f, b, ts, l[1]::INT, x FROM t") == [
        (Decimal("1.250"), 0.5, True, moment, 2, b"\x01\xff")
    ]


def test_a_parquet_row_is_an_object(documents: LoadingSession) -> None:
    documents.put("a.parquet", parquet({"id": [1], "name": ["x"]}))
    documents.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = PARQUET)")
    assert documents.run("SELECT d:id::INT, d:name::VARCHAR FROM v") == [(1, "x")]


@pytest.mark.parametrize(("as_text", "expected"), [("FALSE", ("BINARY", "C3A4", 1)), ("TRUE", ("VARCHAR", "ä", 1))])
def test_bytes_of_a_parquet_row_are_binary_or_text(
    documents: LoadingSession, as_text: str, expected: tuple[object, ...]
) -> None:
    documents.put("a.parquet", parquet({"b": ["ä".encode(), None], "id": [1, 2]}))
    documents.run(f"COPY INTO v FROM @files FILE_FORMAT = (TYPE = PARQUET BINARY_AS_TEXT = {as_text})")
    found = documents.run("SELECT TYPEOF(d:b), d:b::VARCHAR, d:id::INT FROM v ORDER BY 3")
    assert found == [expected, ("NULL_VALUE", None, 2)]


def test_a_query_takes_parquet_rows_apart(documents: LoadingSession) -> None:
    documents.put("a.parquet", parquet({"id": [1, 2], "name": ["x", "y"]}))
    documents.run(
        "COPY INTO t (id, name) FROM (SELECT $1:id::INT * 2, $1:name::VARCHAR FROM @files)"
        " FILE_FORMAT = (TYPE = PARQUET)"
    )
    assert documents.run("SELECT id, name FROM t ORDER BY id") == [(2, "x"), (4, "y")]


def test_a_damaged_parquet_file_fails(documents: LoadingSession) -> None:
    documents.put("a.parquet", b"PAR1 and nothing more")
    error = documents.failure(
        "COPY INTO t FROM @files FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
    )
    assert error.error is ErrorCode.DATA
    assert documents.run("SELECT COUNT(*) FROM t") == [(0,)]


def test_a_query_excludes_matching_by_name(documents: LoadingSession) -> None:
    documents.put("a.json", "{}")
    error = documents.failure(
        "COPY INTO v FROM (SELECT $1 FROM @files) FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_SENSITIVE"
    )
    assert error.error is ErrorCode.SEMANTIC


def test_staged_files_are_listed_and_removed(documents: LoadingSession) -> None:
    documents.put("in/a.json", "{}")
    documents.put("in/b.csv", "1")
    listed = documents.named("LIST @files/in PATTERN = '.*[.]json'")
    assert [(row["name"], row["size"]) for row in listed] == [("files/in/a.json", 2)]
    assert documents.run("REMOVE @files PATTERN = '.*[.]json'") == [("files/in/a.json", "removed")]
    assert documents.staged() == ["in/b.csv"]


def test_a_value_of_another_type_is_named_as_it_is(documents: LoadingSession) -> None:
    documents.put("a.json", '{"id": "bad"}\n{"id": 2}')
    (report,) = documents.named(
        "COPY INTO t FROM @files FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
        " ON_ERROR = CONTINUE"
    )
    assert (report["rows_loaded"], report["first_error"]) == (1, "Numeric value 'bad' is not recognized")


def test_an_unknown_column_is_refused_even_without_files(documents: LoadingSession) -> None:
    assert documents.failure("COPY INTO t (zz) FROM @files").error is ErrorCode.INVALID_IDENTIFIER


def test_a_row_of_parquet_is_the_document_that_its_json_is(documents: LoadingSession) -> None:
    columns: dict[str, object] = {
        'a"b': ['x"\x7f\\'],
        "B": [2**63 - 1],
        "c": [True],
        "decimal": [Decimal("1.50")],
        "float": [1.0],
        "list": [[1, None]],
        "none": pa.array([None], pa.string()),
        "raw": [b"text"],
        "time": [dt.time(1, 2, 3)],
    }
    documents.put("a.parquet", parquet(columns))
    documents.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = PARQUET)")

    found = {name: pa.array(values).to_pylist()[0] for name, values in columns.items()}
    text = json.dumps(found | {"decimal": 1.5, "raw": "text", "time": "01:02:03"})
    assert documents.run(f"SELECT d = PARSE_JSON($${text}$$) FROM v") == [(True,)]


@pytest.mark.parametrize("before", ["COMMIT", "BEGIN"], ids=["by itself", "in a transaction"])
def test_a_json_null_is_null_in_a_column_of_text(documents: LoadingSession, before: str) -> None:
    documents.put("a.json", '{"id": 1, "name": null}')
    documents.run(before)
    documents.run("COPY INTO t (id, name) FROM (SELECT $1:id, $1:name FROM @files) FILE_FORMAT = (TYPE = JSON)")
    assert documents.run("SELECT id, name FROM t") == [(1, None)]
    documents.run("ROLLBACK")


def test_a_json_null_is_refused_by_a_column_that_takes_no_null(documents: LoadingSession) -> None:
    documents.put("a.json", '{"id": 1, "name": null}')
    documents.run("CREATE TABLE named (name VARCHAR NOT NULL)")
    load = "COPY INTO named FROM (SELECT $1:name FROM @files) FILE_FORMAT = (TYPE = JSON)"
    assert documents.failure(load).error is ErrorCode.NULL_NOT_ALLOWED

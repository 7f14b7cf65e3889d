"""Bytes that are no characters, blanks in XML, compressed Avro: options for files that are not quite as they should be.

https://docs.snowflake.com/en/sql-reference/sql/create-file-format.
"""

from __future__ import annotations

import gzip
import io

import fastavro
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from tests.support.loading_session import LoadingSession


def rows(session: LoadingSession, settings: str, value: str = "$1") -> list[tuple[object, ...]]:
    """What the staged files give by a format."""
    session.run(f"CREATE OR REPLACE FILE FORMAT f {settings}")
    return list(session.run(f"SELECT {value} FROM @files (FILE_FORMAT => f)"))


@pytest.mark.parametrize("option", ["VALIDATE_UTF8 = FALSE", "REPLACE_INVALID_CHARACTERS = TRUE"])
def test_invalid_bytes_of_delimited_text_are_replaced(session: LoadingSession, option: str) -> None:
    session.put("a.csv", b"a\xffb,\xe2\x82\n")
    assert rows(session, f"TYPE = CSV {option}", "$1, $2") == [("a\ufffdb", "\ufffd")]


@pytest.mark.parametrize("kind", ["CSV", "JSON", "XML"])
def test_invalid_bytes_are_an_error_by_default(session: LoadingSession, kind: str) -> None:
    session.put("a", {"CSV": b"\xff\n", "JSON": b'"\xff"', "XML": b"<a>\xff</a>"}[kind])
    session.run("CREATE TABLE t (v VARIANT)")
    error = session.failure(f"COPY INTO t FROM @files FILE_FORMAT = (TYPE = {kind})")
    assert error.error.code in {"100132", "100078", "100069", "100080"}
    assert session.run("SELECT COUNT(*) FROM t") == [(0,)]


@pytest.mark.parametrize("option", ["IGNORE_UTF8_ERRORS = TRUE", "REPLACE_INVALID_CHARACTERS = TRUE"])
def test_invalid_bytes_of_xml_are_replaced(session: LoadingSession, option: str) -> None:
    session.put("a.xml", b"<a>\xff</a>")
    assert rows(session, f"TYPE = XML {option}", '$1:"$"::VARCHAR') == [("\ufffd",)]


def test_invalid_bytes_of_a_binary_column_that_is_read_as_text_are_replaced(session: LoadingSession) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array([b"x\xff"], pa.binary())}), out)
    session.put("a.parquet", out.getvalue())
    assert rows(session, "TYPE = PARQUET REPLACE_INVALID_CHARACTERS = TRUE", "$1:a::VARCHAR") == [("x\ufffd",)]
    session.run("CREATE TABLE t (a VARCHAR)")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (FORMAT_NAME = f) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert session.run("SELECT a FROM t") == [("x\ufffd",)]


def test_blanks_around_content_are_kept_where_that_is_asked_for(session: LoadingSession) -> None:
    session.put("a.xml", "<a>\n <b> x </b> <c> </c><d> 27.00</d>\n</a>")
    inner = ", ".join(f"""XMLGET($1, '{name}'):"$"::VARCHAR""" for name in "bcd")
    assert rows(session, "TYPE = XML PRESERVE_SPACE = TRUE", inner) == [(" x ", " ", " 27.00")]
    assert rows(session, "TYPE = XML", inner) == [("x", "", "27")]


def test_snowflakes_tags_are_known_to_no_reader(session: LoadingSession) -> None:
    session.put("a.xml", '<SnowflakeData type="INTEGER">1</SnowflakeData>')
    for option in ("TRUE", "FALSE"):
        assert rows(session, f"TYPE = XML DISABLE_SNOWFLAKE_DATA = {option}", '$1:"@type"::VARCHAR') == [("INTEGER",)]


@pytest.mark.parametrize(("option", "name"), [("GZIP", "a.avro"), ("AUTO", "a.avro.gz")])
def test_avro_may_be_compressed_as_a_file(session: LoadingSession, option: str, name: str) -> None:
    out = io.BytesIO()
    fastavro.writer(out, {"type": "record", "name": "r", "fields": [{"name": "a", "type": "long"}]}, [{"a": 7}])
    session.put(name, gzip.compress(out.getvalue()))
    assert rows(session, f"TYPE = AVRO COMPRESSION = {option}", "$1:a::INT") == [(7,)]

"""Avro files: https://docs.snowflake.com/en/user-guide/semistructured-data-formats."""

from __future__ import annotations

import datetime as dt
import io
import sys

import fastavro
import pytest

from tests.support.loading_session import LoadingSession

PERSON = {
    "type": "record",
    "name": "person",
    "namespace": "example.avro",
    "fields": [
        {"name": "fullName", "type": "string"},
        {"name": "age", "type": ["int", "null"]},
        {"name": "gender", "type": {"type": "enum", "name": "gender", "symbols": ["Female", "Male"]}},
        {"name": "phones", "type": {"type": "map", "values": "string"}},
        {"name": "raw", "type": "bytes"},
        {"name": "born", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
    ],
}
PEOPLE = [
    {
        "fullName": "Ann",
        "age": 32,
        "gender": "Female",
        "phones": {"home": '"logicalType"'},
        "raw": b"\x01\xff",
        "born": dt.datetime(1990, 1, 1, tzinfo=dt.UTC),
    },
    {"fullName": "Bob", "age": None, "gender": "Male", "phones": {}, "raw": b"", "born": None},
]


@pytest.fixture(params=["null", "deflate", "snappy", "zstandard"])
def people(request: pytest.FixtureRequest, session: LoadingSession) -> LoadingSession:
    content = io.BytesIO()
    fastavro.writer(content, PERSON, PEOPLE, codec=request.param)
    session.put("people.avro", content.getvalue())
    session.run("CREATE FILE FORMAT a TYPE = AVRO")
    return session


def test_records_are_read_as_documents(people: LoadingSession) -> None:
    rows = people.run(
        "SELECT $1:fullName::TEXT, $1:age::INT, $1:gender::TEXT, $1:phones:home::TEXT, $1:raw::TEXT "
        "FROM @files (FILE_FORMAT => a)"
    )

    assert rows == [("Ann", 32, "Female", '"logicalType"', "01FF"), ("Bob", None, "Male", None, "")]


def test_a_moment_is_the_number_that_is_stored(people: LoadingSession) -> None:
    rows = people.run("SELECT TO_TIMESTAMP_NTZ($1:born::INT, 3)::DATE FROM @files (FILE_FORMAT => a)")

    assert rows == [(dt.date(1990, 1, 1),), (None,)]


def test_records_are_loaded_whole_and_by_name(people: LoadingSession) -> None:
    people.script("CREATE TABLE v (src VARIANT)", "CREATE TABLE t (age INT, fullname TEXT)")
    people.run("COPY INTO v FROM @files FILE_FORMAT = (TYPE = AVRO)")
    people.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = AVRO) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")

    assert people.run("SELECT src:fullName::TEXT FROM v") == [("Ann",), ("Bob",)]
    assert people.run("SELECT * FROM t ORDER BY fullname") == [(32, "Ann"), (None, "Bob")]


def test_columns_are_inferred(people: LoadingSession) -> None:
    rows = people.run(
        "SELECT column_name, type, nullable FROM TABLE(INFER_SCHEMA(LOCATION=>'@files', FILE_FORMAT=>'a'))"
    )

    assert rows[:2] == [("fullName", "TEXT", False), ("age", "NUMBER(38, 0)", True)]


def test_decimals_are_refused(session: LoadingSession) -> None:
    kind = {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}
    content = io.BytesIO()
    fastavro.writer(content, {"type": "record", "name": "r", "fields": [{"name": "d", "type": kind}]}, [])
    session.put("a.avro", content.getvalue())
    session.run("CREATE TABLE v (src VARIANT)")

    assert session.failure("COPY INTO v FROM @files FILE_FORMAT = (TYPE = AVRO)").error.code == "000002"


def test_without_its_extra_the_format_is_refused(people: LoadingSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastavro", None)

    failure = people.failure("SELECT $1 FROM @files (FILE_FORMAT => a)")
    assert failure.error.code == "000002"
    assert "pip install 'mockhaus[avro]'" in failure.message

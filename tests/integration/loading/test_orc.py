"""ORC files: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (TYPE = ORC)."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from pyarrow import orc

from tests.support.loading_session import LoadingSession


@pytest.fixture
def people(session: LoadingSession) -> LoadingSession:
    content = io.BytesIO()
    orc.write_table(pa.table({"id": [1, 2], "name": [" Ann ", None], "tags": [["a"], []]}), content)
    session.put("people.orc", content.getvalue())
    session.script("CREATE FILE FORMAT o TYPE = ORC")
    return session


def test_rows_are_read_as_documents(people: LoadingSession) -> None:
    rows = people.run(
        "SELECT $1:id::INT, $1:name::TEXT, $1:tags[0]::TEXT, METADATA$FILENAME FROM @files (FILE_FORMAT => o)"
    )

    assert rows == [(1, " Ann ", "a", "people.orc"), (2, None, None, "people.orc")]


@pytest.mark.parametrize("on_error", ["ABORT_STATEMENT", "CONTINUE"])
def test_columns_are_loaded_by_name(people: LoadingSession, on_error: str) -> None:
    people.script("CREATE TABLE t (name TEXT, id INT, tags ARRAY)")
    people.run(
        "COPY INTO t FROM @files FILE_FORMAT = (TYPE = ORC TRIM_SPACE = TRUE) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE "
        f"ON_ERROR = {on_error}"
    )

    assert people.run("SELECT id, name, ARRAY_SIZE(tags) FROM t ORDER BY id") == [(1, "Ann", 1), (2, None, 0)]


def test_columns_are_transformed(people: LoadingSession) -> None:
    people.script(
        "CREATE TABLE t (id INT)", "COPY INTO t FROM (SELECT $1:id::INT * 10 FROM @files) FILE_FORMAT = (TYPE = ORC)"
    )

    assert people.run("SELECT id FROM t ORDER BY id") == [(10,), (20,)]


def test_columns_are_inferred(people: LoadingSession) -> None:
    rows = people.run(
        "SELECT column_name, type, expression FROM TABLE(INFER_SCHEMA(LOCATION => '@files', FILE_FORMAT => 'o'))"
    )

    assert rows == [
        ("id", "NUMBER(38, 0)", "$1:id::NUMBER(38, 0)"),
        ("name", "TEXT", "$1:name::TEXT"),
        ("tags", "VARIANT", "$1:tags::VARIANT"),
    ]


def test_what_is_no_such_file_is_told(people: LoadingSession) -> None:
    people.put("people.orc", "id,name\n")

    error = people.failure("SELECT $1 FROM @files (FILE_FORMAT => o)")

    assert error.error.code == "100132"
    assert "ORC" in error.message

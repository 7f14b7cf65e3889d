"""VALIDATE: https://docs.snowflake.com/en/sql-reference/functions/validate."""

from __future__ import annotations

import pytest

from tests.support.loading_session import LoadingSession

COPY = "COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)"
LAST = "SELECT * FROM TABLE(VALIDATE(t, JOB_ID => '_last'))"


@pytest.fixture
def loaded(session: LoadingSession) -> LoadingSession:
    session.run("CREATE TABLE t (a INT, b VARCHAR(3))")
    session.put("a.csv", "1,one\nx,two\n3,three\n4,4\n5\n")
    session.run(f"{COPY} ON_ERROR = CONTINUE")
    return session


def test_all_errors_of_the_last_load_are_told(loaded: LoadingSession) -> None:
    columns = "error, file, line, character, category, code, column_name, row_number, row_start_line, rejected_record"
    told = loaded.run(f"SELECT {columns} FROM TABLE(VALIDATE(t, JOB_ID => '_last')) ORDER BY line")
    assert [(row[1], row[2], row[4], row[6], row[7], row[8], row[9]) for row in told] == [
        ("files/a.csv", 2, "conversion", '"T"["A":1]', 2, 2, "x,two"),
        ("files/a.csv", 3, "conversion", '"T"["B":2]', 3, 3, "3,three"),
        ("files/a.csv", 5, "parsing", None, 5, 5, "5"),
    ]
    assert told[0][0] == "Numeric value 'x' is not recognized"


def test_the_columns_are_those_of_validation_mode(loaded: LoadingSession) -> None:
    loaded.run(LAST)
    told = loaded.outcome.columns
    loaded.run(f"{COPY} VALIDATION_MODE = RETURN_ALL_ERRORS")
    assert [column.name for column in told] == [column.name for column in loaded.outcome.columns]


def test_the_errors_do_not_need_the_file_any_more(loaded: LoadingSession) -> None:
    loaded.run("REMOVE @files")
    assert len(loaded.run(LAST)) == 3


def test_a_file_that_cannot_be_read_at_all_is_told(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT)")
    session.put("a.csv.gz", b"\x1f\x8bno gzip")
    session.run(f"{COPY} ON_ERROR = CONTINUE")
    assert [(row[1], row[2]) for row in session.run(LAST)] == [("files/a.csv.gz", 1)]


def test_a_load_that_ends_at_the_first_error_has_none_to_tell(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT)")
    session.put("a.csv", "1\nx\n")
    session.failure(COPY)
    assert session.run(LAST) == []


def test_the_last_load_may_be_that_of_another_table(loaded: LoadingSession) -> None:
    loaded.run("CREATE TABLE other (a INT)")
    assert len(loaded.run(LAST.replace("(t,", "(other,"))) == 3


def test_a_session_without_a_load_has_none_to_validate(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT)")
    assert session.failure(LAST).error.code == "002018"


def test_an_id_must_be_one_of_a_statement(loaded: LoadingSession) -> None:
    assert loaded.failure(LAST.replace("_last", "q")).error.code == "002018"
    assert loaded.run(LAST.replace("_last", "01b00000-0000-0000-0000-000000000000")) == []


def test_a_load_with_a_query_cannot_be_validated(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT)")
    session.put("a.csv", "1\nx\n")
    session.run("COPY INTO t FROM (SELECT $1 FROM @files) FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")
    assert session.failure(LAST).error.code == "002018"


def test_a_table_that_is_not_there_is_not_found(loaded: LoadingSession) -> None:
    assert loaded.failure(LAST.replace("(t,", "(nowhere,")).error.code == "002003"

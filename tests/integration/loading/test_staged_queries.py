"""Staged files in FROM: https://docs.snowflake.com/en/user-guide/querying-stage."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.loading_session import LoadingSession


@pytest.fixture
def staged(session: LoadingSession) -> LoadingSession:
    """A session with two files of fields between bars."""
    session.put("data1.csv", "a|b\nc|d\n")
    session.put("more/data2.csv", "e|f\ng|h\n")
    session.script("CREATE FILE FORMAT bars TYPE = CSV FIELD_DELIMITER = '|'")
    return session


def test_fields_are_read_by_their_numbers(staged: LoadingSession) -> None:
    rows = staged.run("SELECT t.$1, $2 FROM @files (FILE_FORMAT => 'bars') t")

    assert rows == [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]
    assert [column.name for column in staged.outcome.columns] == ["$1", "$2"]


def test_without_a_format_records_are_comma_separated(staged: LoadingSession) -> None:
    assert staged.run("SELECT $1, $2 FROM @files/data1.csv") == [("a|b", None), ("c|d", None)]


def test_the_format_of_the_stage_holds_where_none_is_named(staged: LoadingSession) -> None:
    staged.script("ALTER STAGE files SET FILE_FORMAT = (FORMAT_NAME = bars)")

    assert staged.run("SELECT $2 FROM @files/more/") == [("f",), ("h",)]


def test_a_pattern_and_a_path_choose_files(staged: LoadingSession) -> None:
    assert staged.run("SELECT $1 FROM @files (FILE_FORMAT => bars, PATTERN => '.*data2[.]csv')") == [("e",), ("g",)]
    assert staged.run("SELECT $1 FROM '@files/more/data2.csv' (FILE_FORMAT => bars)") == [("e",), ("g",)]


def test_no_file_gives_no_row(staged: LoadingSession) -> None:
    assert staged.run("SELECT $1, METADATA$FILENAME FROM @files/none/") == []


def test_metadata_columns_tell_of_each_record(staged: LoadingSession) -> None:
    rows = staged.run(
        "SELECT METADATA$FILENAME, METADATA$FILE_ROW_NUMBER, $1, LENGTH(METADATA$FILE_CONTENT_KEY), "
        "METADATA$FILE_LAST_MODIFIED IS NOT NULL, METADATA$START_SCAN_TIME IS NOT NULL "
        "FROM @files (FILE_FORMAT => bars)"
    )

    assert [row[:3] for row in rows] == [
        ("data1.csv", 1, "a"),
        ("data1.csv", 2, "c"),
        ("more/data2.csv", 1, "e"),
        ("more/data2.csv", 2, "g"),
    ]
    assert {row[3:] for row in rows} == {(32, True, True)}


def test_fields_that_a_record_has_not_are_null(session: LoadingSession) -> None:
    session.put("ragged.csv", "1\n2,b,3\n")

    assert session.run("SELECT $1, $2, $4 FROM @files") == [("1", None, None), ("2", "b", None)]


def test_documents_are_read_as_variant(session: LoadingSession) -> None:
    session.put("d.json", '{"a": {"b": "x1"}, "n": 1}\n{"a": {"b": "x2"}, "n": 2}\n')
    session.script("CREATE FILE FORMAT docs TYPE = JSON")

    rows = session.run("SELECT $1:a.b::TEXT, t.$1:n + 1, TYPEOF($1) FROM @files (FILE_FORMAT => docs) t")

    assert rows == [("x1", 2, "OBJECT"), ("x2", 3, "OBJECT")]


def test_a_broken_document_fails_the_query(session: LoadingSession) -> None:
    session.put("d.json", '{"a": 1}\n{"a": \n')
    session.script("CREATE FILE FORMAT docs TYPE = JSON")

    assert session.failure("SELECT $1 FROM @files (FILE_FORMAT => docs)").error.code == "100069"


def test_staged_files_stand_wherever_a_table_can(staged: LoadingSession) -> None:
    staged.script("ALTER STAGE files SET FILE_FORMAT = (FORMAT_NAME = bars)", "CREATE TABLE t (k TEXT, v TEXT)")
    staged.script("INSERT INTO t SELECT $1, $2 FROM @files/data1.csv")
    staged.script("CREATE TABLE c AS SELECT $1 AS k, UPPER($2) AS v FROM @files/more/")
    staged.script("CREATE VIEW w AS SELECT $1 AS k FROM @files/more/")
    staged.script(
        "MERGE INTO t USING (SELECT $1 AS k, $2 AS v FROM @files) s ON t.k = s.k "
        "WHEN MATCHED THEN UPDATE SET v = 'x' WHEN NOT MATCHED THEN INSERT VALUES (s.k, s.v)"
    )

    assert staged.run("SELECT k, v FROM t ORDER BY k") == [("a", "x"), ("c", "x"), ("e", "f"), ("g", "h")]
    assert staged.run("SELECT * FROM c ORDER BY k") == [("e", "F"), ("g", "H")]
    assert staged.run("SELECT k FROM w ORDER BY k") == [("e",), ("g",)]
    assert staged.run("SELECT t.k, f.$2 FROM t JOIN @files/more/ f ON t.k = f.$1 ORDER BY 1") == [
        ("e", "f"),
        ("g", "h"),
    ]
    assert staged.run("SELECT COUNT(*) FROM @files WHERE $1 IN (SELECT $1 FROM @files/more/)") == [(2,)]


def test_within_a_transaction_files_are_read_too(staged: LoadingSession) -> None:
    staged.script("CREATE TABLE t (k TEXT)", "BEGIN", "INSERT INTO t SELECT $1 FROM @files (FILE_FORMAT => bars)")

    assert staged.run("SELECT COUNT(*) FROM t JOIN @files (FILE_FORMAT => bars) f ON f.$1 = t.k") == [(4,)]
    staged.script("ROLLBACK")
    assert staged.run("SELECT COUNT(*) FROM t") == [(0,)]


def test_a_star_has_no_columns(staged: LoadingSession) -> None:
    assert "SELECT with no columns" in staged.failure("SELECT * FROM @files").message


@pytest.mark.parametrize("text", ["SELECT $1 FROM @nowhere", "SELECT $1 FROM @files (FILE_FORMAT => nothing)"])
def test_what_is_not_there_is_not_found(staged: LoadingSession, text: str) -> None:
    assert staged.failure(text).error.code == "002003"


def test_a_record_that_is_not_well_formed_fails_the_query(session: LoadingSession) -> None:
    session.put("q.csv", '1,"a"x,2\n')
    session.script("CREATE FILE FORMAT quoted TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"'")

    error = session.failure("SELECT $1 FROM @files (FILE_FORMAT => quoted)")

    assert isinstance(error, SnowflakeError)
    assert error.error.code == "100080"
    assert "Found character 'x' instead of field delimiter ','" in error.message


def test_the_stages_of_the_user_and_of_a_table_can_be_read(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (a INT)")

    assert session.run("SELECT $1 FROM @~/nothing/") == []
    assert session.run("SELECT $1 FROM @%t") == []

"""COPY INTO from CSV files: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.domain.errors import ErrorCode
from tests.support.loading_session import LoadingSession


@pytest.fixture
def table(session: LoadingSession) -> LoadingSession:
    session.run("CREATE TABLE t (a INT, b VARCHAR(5), c NUMBER(10,2), d DATE)")
    return session


def rows(session: LoadingSession) -> list[tuple[object, ...]]:
    return list(session.run("SELECT * FROM t ORDER BY a"))


def test_fields_become_values_of_the_columns_types(table: LoadingSession) -> None:
    table.put("x/a.csv", "1,abc,2.505,2024-02-29\n2,,,\n")
    assert table.named("COPY INTO t FROM @files") == [
        {
            "file": "files/x/a.csv",
            "status": "LOADED",
            "rows_parsed": 2,
            "rows_loaded": 2,
            "error_limit": 1,
            "errors_seen": 0,
            "first_error": None,
            "first_error_line": None,
            "first_error_character": None,
            "first_error_column_name": None,
        }
    ]
    assert rows(table) == [(1, "abc", Decimal("2.51"), dt.date(2024, 2, 29)), (2, None, None, None)]


def test_a_file_is_loaded_once(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.run("COPY INTO t FROM @files")
    assert table.status("COPY INTO t FROM @files") == "Copy executed with 0 files processed."
    assert len(rows(table)) == 1


def test_a_changed_file_is_loaded_again(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.run("COPY INTO t FROM @files")
    table.put("a.csv", "2,y,,\n")
    table.run("COPY INTO t FROM @files")
    assert [row[0] for row in rows(table)] == [1, 2]


def test_force_loads_a_file_again(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.script("COPY INTO t FROM @files", "COPY INTO t FROM @files FORCE = TRUE")
    assert len(rows(table)) == 2


def test_truncate_forgets_what_was_loaded(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.script("COPY INTO t FROM @files", "TRUNCATE TABLE t", "COPY INTO t FROM @files")
    assert len(rows(table)) == 1


def test_a_rolled_back_load_can_be_repeated(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.script("BEGIN", "COPY INTO t FROM @files", "ROLLBACK")
    assert rows(table) == []
    table.run("COPY INTO t FROM @files")
    assert len(rows(table)) == 1


def test_files_and_patterns_choose(table: LoadingSession) -> None:
    for name in ("a1.csv", "a2.csv", "b1.csv"):
        table.put(f"in/{name}", f"{name[1]},{name[0]},,\n")
    assert len(table.run("COPY INTO t FROM @files/in/ FILES = ('a1.csv')")) == 1
    assert len(table.run("COPY INTO t FROM @files PATTERN = '.*in/b.*[.]csv'")) == 1
    assert len(table.run("COPY INTO t FROM @files/in/a")) == 1
    assert [row[1] for row in rows(table)] == ["a", "b", "a"]


def test_a_named_file_that_is_missing_fails(table: LoadingSession) -> None:
    assert table.failure("COPY INTO t FROM @files FILES = ('none.csv')").error is ErrorCode.FILE_NOT_FOUND


def test_an_error_names_its_place_and_leaves_the_table_as_it_was(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.put("b.csv", "2,y,,\n3,z,abc,\n")
    error = table.failure("COPY INTO t FROM @files")
    assert error.error is ErrorCode.NUMERIC_NOT_RECOGNIZED
    assert error.message.startswith(
        "Numeric value 'abc' is not recognized\n"
        "  File 'files/b.csv', line 2, character 1\n"
        '  Row 2, column "T"["C":3]\n'
    )
    assert rows(table) == []


def test_continue_loads_the_good_rows(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n2,toolong,,\n3,y,zz,\n4,z,,\n5\n")
    (report,) = table.named("COPY INTO t FROM @files ON_ERROR = CONTINUE")
    assert report == {
        "file": "files/a.csv",
        "status": "PARTIALLY_LOADED",
        "rows_parsed": 5,
        "rows_loaded": 2,
        "error_limit": 5,
        "errors_seen": 3,
        "first_error": "User character length limit (5) exceeded by string 'toolong'",
        "first_error_line": 2,
        "first_error_character": 1,
        "first_error_column_name": '"T"["B":2]',
    }
    assert [row[0] for row in rows(table)] == [1, 4]


def test_skip_file_loads_only_files_without_errors(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\nbad,y,,\n")
    table.put("b.csv", "3,z,,\n")
    found = table.run("COPY INTO t FROM @files ON_ERROR = 'SKIP_FILE'")
    assert [row[1] for row in found] == ["LOAD_FAILED", "LOADED"]
    assert [row[0] for row in rows(table)] == [3]


def test_a_skipped_file_can_be_loaded_later(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\nbad,y,,\n")
    table.run("COPY INTO t FROM @files ON_ERROR = SKIP_FILE")
    table.run("COPY INTO t FROM @files ON_ERROR = CONTINUE")
    assert [row[0] for row in rows(table)] == [1]


def test_a_wrong_number_of_fields_is_an_error(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n2,y\n")
    assert "Number of columns in file (2) does not match" in table.failure("COPY INTO t FROM @files").message


def test_a_wrong_number_of_fields_may_be_allowed(table: LoadingSession) -> None:
    table.put("a.csv", "1,x\n")
    table.put("b.csv", "2,y,1,2024-01-01,more\n")
    table.run("COPY INTO t FROM @files FILE_FORMAT = (ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE)")
    assert rows(table) == [(1, "x", None, None), (2, "y", Decimal("1.00"), dt.date(2024, 1, 1))]


def test_enclosed_and_escaped_fields(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT, b VARCHAR, c VARCHAR)")
    session.put("a.csv", '1,"x, ""y""\nz",""\n2,\\N,p\\,q\n')
    session.run("COPY INTO t FROM @files FILE_FORMAT = (FIELD_OPTIONALLY_ENCLOSED_BY = '\"')")
    assert session.run("SELECT * FROM t ORDER BY a") == [(1, 'x, "y"\nz', ""), (2, None, "p,q")]


def test_delimiters_headers_and_formats(table: LoadingSession) -> None:
    table.put("a.psv", "A|B|C|D\n1|x|NULL|29/02/2024\n")
    table.run(
        "COPY INTO t FROM @files FILE_FORMAT = (FIELD_DELIMITER = '|' SKIP_HEADER = 1 NULL_IF = ('NULL')"
        " DATE_FORMAT = 'DD/MM/YYYY')"
    )
    assert rows(table) == [(1, "x", None, dt.date(2024, 2, 29))]


def test_the_stages_format_counts_where_the_statement_has_none(session: LoadingSession) -> None:
    session.script(
        "CREATE TABLE t (a INT, b INT)",
        "CREATE FILE FORMAT piped TYPE = CSV FIELD_DELIMITER = '|'",
        "CREATE OR REPLACE STAGE files FILE_FORMAT = (FORMAT_NAME = 'piped')",
    )
    session.put("a.txt", "1|2\n")
    session.run("COPY INTO t FROM @files")
    assert session.run("SELECT * FROM t") == [(1, 2)]


def test_compressed_files_are_recognized_by_their_names(table: LoadingSession) -> None:
    table.put_gzip("a.csv.gz", "1,x,,\n")
    table.run("COPY INTO t FROM @files")
    assert len(rows(table)) == 1


def test_another_encoding(table: LoadingSession) -> None:
    table.put("a.csv", "1,caf\u00e9,,\n".encode("iso8859-1"))
    table.run("COPY INTO t FROM @files FILE_FORMAT = (ENCODING = 'ISO-8859-1')")
    assert rows(table)[0][1] == "caf\u00e9"


def test_bytes_that_are_no_text_fail(table: LoadingSession) -> None:
    table.put("a.csv", b"1,\xff\xfe\xfa,,\n")
    assert table.failure("COPY INTO t FROM @files").error is ErrorCode.DATA
    assert rows(table) == []


def test_a_damaged_archive_fails(table: LoadingSession) -> None:
    table.put("a.csv.gz", b"\x1f\x8b\x08\x00damaged")
    assert table.failure("COPY INTO t FROM @files").error is ErrorCode.DATA
    assert rows(table) == []


def test_long_texts_are_cut_on_request(table: LoadingSession) -> None:
    table.put("a.csv", "1,toolong,,\n")
    table.run("COPY INTO t FROM @files TRUNCATECOLUMNS = TRUE")
    assert rows(table)[0][1] == "toolo"


def test_listed_columns_are_filled_the_others_get_defaults(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT, b INT DEFAULT 9, id INT AUTOINCREMENT)")
    session.put("a.csv", "5\n6\n")
    session.run("COPY INTO t (a) FROM @files")
    assert session.run("SELECT * FROM t ORDER BY a") == [(5, 9, 1), (6, 9, 2)]


def test_a_query_transforms_fields(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT, b VARCHAR, f VARCHAR, n INT)")
    session.put("d/a.csv", "x,1\ny,2\n")
    session.run(
        "COPY INTO t FROM (SELECT s.$2 * 10, UPPER($1), METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM @files/d s)"
    )
    assert session.run("SELECT * FROM t ORDER BY a") == [(10, "X", "d/a.csv", 1), (20, "Y", "d/a.csv", 2)]


def test_a_header_names_columns(table: LoadingSession) -> None:
    table.put("a.csv", "c,x,A\n1.5,zz,10\n")
    table.run("COPY INTO t FROM @files FILE_FORMAT = (PARSE_HEADER = TRUE) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(table) == [(10, None, Decimal("1.50"), None)]


def test_purge_removes_what_was_loaded(table: LoadingSession) -> None:
    table.put("a.csv", "1,x,,\n")
    table.run("COPY INTO t FROM @files PURGE = TRUE")
    assert table.staged() == []


def test_json_text_in_a_field_becomes_a_variant(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (v VARIANT)")
    session.put("a.csv", '"{""a"": 1}"\n')
    session.run("COPY INTO t FROM @files FILE_FORMAT = (FIELD_OPTIONALLY_ENCLOSED_BY = '\"')")
    assert session.run("SELECT v:a::INT FROM t") == [(1,)]


def test_integers_beyond_18_digits_are_loaded_exactly(table: LoadingSession) -> None:
    table.put("a.csv", "12345678901234567890123,x,,\n")
    table.run("COPY INTO t FROM @files")
    assert rows(table)[0][0] == 12345678901234567890123


def test_a_temporary_table_is_loaded(session: LoadingSession) -> None:
    session.run("CREATE TEMPORARY TABLE t (a INT)")
    session.put("a.csv", "1\n2\n")
    session.run("COPY INTO t FROM @files")
    assert session.status("COPY INTO t FROM @files") == "Copy executed with 0 files processed."
    assert session.run("SELECT COUNT(*) FROM t") == [(2,)]


@pytest.mark.parametrize(
    ("option", "feature"),
    [
        ("LOAD_MODE = ADD_FILES_COPY", "LOAD_MODE = ADD_FILES_COPY"),
        ("FILE_FORMAT = (TYPE = PARQUET COMPRESSION = LZO)", "COMPRESSION = LZO"),
    ],
)
def test_what_is_not_emulated_is_refused_by_name(table: LoadingSession, option: str, feature: str) -> None:
    table.put("a.csv", "1,x,,\n")
    error = table.failure(f"COPY INTO t FROM @files {option}")
    assert error.error is ErrorCode.STATEMENT_UNSUPPORTED
    assert feature in error.message

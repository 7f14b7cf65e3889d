"""Copy options and transformations: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table."""

from __future__ import annotations

import pytest

from tests.support.loading_session import LoadingSession

FORMAT = "FILE_FORMAT = (TYPE = CSV)"


@pytest.fixture
def errors(session: LoadingSession) -> LoadingSession:
    """A session with a file of ten records, two of which are wrong."""
    session.script("CREATE TABLE t (n INT, v TEXT)")
    session.put("e.csv", "".join(f"{'x' if number in (3, 7) else number},v{number}\n" for number in range(1, 11)))
    return session


@pytest.mark.parametrize(
    ("option", "status", "loaded", "limit"),
    [
        ("CONTINUE", "PARTIALLY_LOADED", 8, 10),
        ("SKIP_FILE", "LOAD_FAILED", 0, 1),
        ("SKIP_FILE_2", "LOAD_FAILED", 0, 2),
        ("SKIP_FILE_3", "PARTIALLY_LOADED", 8, 3),
        ("'SKIP_FILE_19%'", "LOAD_FAILED", 0, 2),
        ("'SKIP_FILE_20%'", "PARTIALLY_LOADED", 8, 3),
        ("SKIP_FILE_20%", "PARTIALLY_LOADED", 8, 3),
    ],
)
@pytest.mark.parametrize(
    "source", ["@files", "(SELECT $1, $2 FROM @files)", "(SELECT $1::INT, UPPER(f.$2) FROM @files f)"]
)
def test_errors_are_counted_by_file(
    errors: LoadingSession, source: str, option: str, status: str, loaded: int, limit: int
) -> None:
    (row,) = errors.named(f"COPY INTO t FROM {source} {FORMAT} ON_ERROR = {option}")

    assert (row["status"], row["rows_parsed"], row["rows_loaded"], row["errors_seen"]) == (status, 10, loaded, 2)
    assert row["error_limit"] == limit
    assert row["first_error"] == "Numeric value 'x' is not recognized"
    assert row["first_error_line"] == 3
    assert row["first_error_column_name"] == '"T"["N":1]'
    assert errors.run("SELECT COUNT(*) FROM t") == [(loaded,)]


def test_a_transformation_that_fails_tells_the_record(errors: LoadingSession) -> None:
    error = errors.failure(f"COPY INTO t FROM (SELECT $1::INT, $2 FROM @files) {FORMAT}")

    assert error.error.code == "100038"
    assert "File 'files/e.csv', line 3" in error.message
    assert errors.run("SELECT COUNT(*) FROM t") == [(0,)]


def test_a_transformation_can_leave_records_out_and_compute(errors: LoadingSession) -> None:
    errors.script("CREATE TABLE m (f TEXT, r INT, v TEXT)")

    errors.run(
        "COPY INTO m (v, f, r) FROM (SELECT CONCAT($2, '!'), METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM @files "
        f"WHERE $1 <> 'x') {FORMAT} ON_ERROR = CONTINUE"
    )

    assert errors.run("SELECT f, r, v FROM m ORDER BY r LIMIT 3") == [
        ("e.csv", 1, "v1!"),
        ("e.csv", 2, "v2!"),
        ("e.csv", 4, "v4!"),
    ]


def test_a_transformation_of_another_form_only_aborts(errors: LoadingSession) -> None:
    text = f"COPY INTO t FROM (SELECT DISTINCT $1, $2 FROM @files) {FORMAT}"

    assert errors.failure(f"{text} ON_ERROR = CONTINUE").error.code == "000002"
    assert errors.failure(text).error.code == "100038"


def test_documents_are_transformed_one_by_one(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (n INT, v TEXT)")
    session.put("d.json", '{"n": 1, "v": "a"}\n{"n": "x", "v": "b"}\n{"n": 3, "v": "c"}\n')

    (row,) = session.named(
        "COPY INTO t FROM (SELECT $1:n::INT, $1:v::TEXT FROM @files) FILE_FORMAT = (TYPE = JSON) ON_ERROR = CONTINUE"
    )

    assert (row["rows_loaded"], row["errors_seen"], row["first_error_line"]) == (2, 1, 2)
    assert session.run("SELECT * FROM t ORDER BY n") == [(1, "a"), (3, "c")]


def test_no_more_files_are_loaded_once_the_limit_is_reached(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (n INT)")
    for name in "abcd":
        session.put(f"{name}.csv", "1234567\n89\n")

    rows = session.named(f"COPY INTO t FROM @files {FORMAT} SIZE_LIMIT = 12")

    assert [row["file"] for row in rows] == ["files/a.csv", "files/b.csv"]
    assert len(session.run(f"COPY INTO t FROM @files {FORMAT} SIZE_LIMIT = 1")) == 1


def test_only_failed_files_are_returned_where_that_is_asked(errors: LoadingSession) -> None:
    errors.put("good.csv", "1,a\n")

    rows = errors.named(f"COPY INTO t FROM @files {FORMAT} ON_ERROR = SKIP_FILE RETURN_FAILED_ONLY = TRUE")

    assert [row["file"] for row in rows] == ["files/e.csv"]
    assert errors.run("SELECT COUNT(*) FROM t") == [(1,)]


def test_uncertain_files_can_be_asked_for(errors: LoadingSession) -> None:
    assert len(errors.run(f"COPY INTO t FROM @files {FORMAT} ON_ERROR = CONTINUE LOAD_UNCERTAIN_FILES = TRUE")) == 1


# VALIDATION_MODE


def test_validation_returns_all_errors_and_loads_nothing(errors: LoadingSession) -> None:
    errors.put("f.csv", "1,a\n2\n")

    rows = errors.named(f"COPY INTO t FROM @files {FORMAT} VALIDATION_MODE = RETURN_ERRORS")

    found = [(row["FILE"], row["LINE"], row["CODE"], row["CATEGORY"], row["REJECTED_RECORD"]) for row in rows]
    assert found == [
        ("files/e.csv", 3, 100038, "conversion", "x,v3"),
        ("files/e.csv", 7, 100038, "conversion", "x,v7"),
        ("files/f.csv", 2, 100080, "parsing", "2"),
    ]
    assert rows[0]["ERROR"] == "Numeric value 'x' is not recognized"
    assert rows[0]["COLUMN_NAME"] == '"T"["N":1]'
    assert errors.run("SELECT COUNT(*) FROM t") == [(0,)]


def test_all_errors_are_those_of_loaded_files_too(errors: LoadingSession) -> None:
    errors.run(f"COPY INTO t FROM @files {FORMAT} ON_ERROR = CONTINUE")

    assert errors.run(f"COPY INTO t FROM @files {FORMAT} VALIDATION_MODE = RETURN_ERRORS") == []
    assert len(errors.run(f"COPY INTO t FROM @files {FORMAT} VALIDATION_MODE = RETURN_ALL_ERRORS")) == 2


def test_validation_of_rows_returns_them_or_fails(errors: LoadingSession) -> None:
    rows = errors.named(f"COPY INTO t FROM @files {FORMAT} VALIDATION_MODE = RETURN_2_ROWS")

    assert rows == [{"N": 1, "V": "v1"}, {"N": 2, "V": "v2"}]
    error = errors.failure(f"COPY INTO t FROM @files {FORMAT} VALIDATION_MODE = RETURN_3_ROWS")
    assert error.error.code == "100038"
    assert errors.run("SELECT COUNT(*) FROM t") == [(0,)]


def test_a_transformation_is_not_validated(errors: LoadingSession) -> None:
    error = errors.failure(f"COPY INTO t FROM (SELECT $1, $2 FROM @files) {FORMAT} VALIDATION_MODE = RETURN_ERRORS")

    assert error.error.code == "002079"


# INCLUDE_METADATA


def test_metadata_goes_to_columns_beside_those_that_match(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (id INT, name TEXT, f TEXT, r INT)")
    session.put("d/a.json", '{"id": 1, "name": "Ann"}\n{"id": 2, "name": "Bob"}\n')
    session.put("c.csv", "name,id\nCid,3\n")
    metadata = "INCLUDE_METADATA = (f = METADATA$FILENAME, r = METADATA$FILE_ROW_NUMBER)"
    matching = f"MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE {metadata}"

    session.run(f"COPY INTO t FROM @files/d/ FILE_FORMAT = (TYPE = JSON) {matching}")
    session.run(f"COPY INTO t FROM @files/c.csv FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE) {matching}")
    session.run(
        "COPY INTO @files/p FROM (SELECT 4 AS id, 'Dee' AS name, 'x' AS r) FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE"
    )
    session.run(f"COPY INTO t FROM @files/p FILE_FORMAT = (TYPE = PARQUET) {matching}")

    assert session.run("SELECT id, name, f, r FROM t ORDER BY id") == [
        (1, "Ann", "d/a.json", 1),
        (2, "Bob", "d/a.json", 2),
        (3, "Cid", "c.csv", 1),
        (4, "Dee", "p_0_0_0.snappy.parquet", 1),
    ]


def test_metadata_needs_columns_matched_by_name(errors: LoadingSession) -> None:
    error = errors.failure(f"COPY INTO t FROM @files {FORMAT} INCLUDE_METADATA = (v = METADATA$FILENAME)")

    assert error.error.code == "002079"


def test_a_transformation_of_a_query_is_no_record_by_record_one(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a INT)")
    session.put("a.csv", "1\nx\n")
    nested = "COPY INTO t FROM (SELECT s.a FROM (SELECT $1 AS a FROM @files) s) FILE_FORMAT = (TYPE = CSV)"
    assert session.failure(f"{nested} ON_ERROR = CONTINUE").error.code == "000002"
    session.put("a.csv", "1\n2\n")
    session.run(nested)
    assert session.run("SELECT COUNT(*) FROM t") == [(2,)]

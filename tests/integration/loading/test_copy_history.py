"""COPY_HISTORY: https://docs.snowflake.com/en/sql-reference/functions/copy_history."""

from __future__ import annotations

from tests.support.loading_session import LoadingSession

HISTORY = (
    "SELECT file_name, row_count, row_parsed, file_size, error_count, error_limit, status, first_error_message, "
    "table_name, pipe_name FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'T', START_TIME => {start}))"
)
EARLIER = "'2024-02-20'::TIMESTAMP_LTZ"  # the clock of the tests stands at the end of that month


def test_files_that_were_loaded_are_told(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (a INT)")
    session.put("a.csv", "1\n2\n")
    session.put("b.csv", "1\nx\n")
    session.put("c.csv", "x\n")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")

    message = "Numeric value 'x' is not recognized"
    assert session.run(HISTORY.format(start=EARLIER)) == [
        ("a.csv", 2, 2, 4, 0, 2, "Loaded", None, "T", None),
        ("b.csv", 1, 2, 4, 1, 2, "Partially loaded", message, "T", None),
        ("c.csv", 0, 1, 2, 1, 1, "Load failed", message, "T", None),
    ]


def test_statements_that_fail_and_other_times_and_tables_are_not_told(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (a INT)", "CREATE TABLE other (a INT)")
    session.put("a.csv", "1\nx\n")
    session.failure("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)")
    session.run("COPY INTO other FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")

    assert session.run(HISTORY.format(start=EARLIER)) == []
    assert session.run(HISTORY.format(start="CURRENT_TIMESTAMP()").replace("'T'", "'OTHER'")) == []
    assert session.failure(HISTORY.format(start=EARLIER).replace("'T'", "'NONE'")).error.code == "002003"


LOADED = (
    "SELECT schema_name, table_name, file_name, status, row_count, error_count FROM INFORMATION_SCHEMA.LOAD_HISTORY"
)


def test_the_view_tells_of_the_tables_of_a_database(session: LoadingSession) -> None:
    """https://docs.snowflake.com/en/sql-reference/info-schema/load_history."""
    session.script("CREATE TABLE t (a INT)", "CREATE TABLE gone (a INT)")
    session.put("a.csv", "1\nx\n")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")
    session.run("COPY INTO gone FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")
    session.run("DROP TABLE gone")

    own = f"{LOADED} WHERE schema_name = CURRENT_SCHEMA()"
    assert session.run(own) == [(session.session.context.schema, "T", "a.csv", "PARTIALLY LOADED", 1, 1)]


def test_files_of_a_transaction_are_told_unless_it_is_undone(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (a INT)", "BEGIN")
    session.put("a.csv", "1\n")
    copy = "COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)"
    session.run(copy)
    session.run("ROLLBACK")
    assert session.run(HISTORY.format(start=EARLIER)) == []

    session.script("BEGIN", copy, "COMMIT")
    assert [row[0] for row in session.run(HISTORY.format(start=EARLIER))] == ["a.csv"]


def test_a_truncated_table_keeps_its_history_and_takes_its_files_again(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (a INT)")
    session.put("a.csv", "1\n")
    copy = "COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)"
    session.script(copy, "TRUNCATE TABLE t", copy)
    assert [row[:2] for row in session.run(HISTORY.format(start=EARLIER))] == [("a.csv", 1), ("a.csv", 1)]


def test_loads_of_a_temporary_table_are_told(session: LoadingSession) -> None:
    session.script("CREATE TEMPORARY TABLE t (a INT)")
    assert session.run(HISTORY.format(start=EARLIER)) == []
    session.put("a.csv", "1\n")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)")
    assert [row[0] for row in session.run(HISTORY.format(start=EARLIER))] == ["a.csv"]


def test_the_limit_of_errors_is_that_of_the_statement(session: LoadingSession) -> None:
    session.script("CREATE TABLE t (a INT)")
    session.put("a.csv", "1\nx\ny\n4\n")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = 'SKIP_FILE_50%'")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = SKIP_FILE_2")
    told = "SELECT row_count, error_count, error_limit, status FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY("
    assert session.run(f"{told}TABLE_NAME => 'T', START_TIME => {EARLIER}))") == [(2, 2, 3, "Partially loaded")]

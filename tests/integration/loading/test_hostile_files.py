"""Staged files, paths and names that nobody would choose: each is taken as it is, or refused by a documented error."""

from __future__ import annotations

import time

import pytest

from mockhaus.application.handlers import FAMILIES
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ResultColumn, number
from mockhaus.translation.parsing import parse
from tests.support.loading_session import LoadingSession

_COUNT = ResultColumn("count", number())
ODD = 'd\'ir/a "b" [c]*?$$.csv'


def test_a_file_of_any_name_is_read_and_named(session: LoadingSession) -> None:
    session.put(ODD, "1,x\n")

    assert session.run("SELECT $1, METADATA$FILENAME FROM @files") == [("1", ODD)]
    session.script("CREATE TABLE t (a INT, f TEXT)")
    session.run("COPY INTO t FROM (SELECT $1, METADATA$FILENAME FROM @files) ON_ERROR = CONTINUE")
    assert session.run("SELECT f FROM t") == [(ODD,)]


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x//y", "a/./b", "C:/x"])
def test_an_unload_cannot_leave_its_stage(session: LoadingSession, path: str) -> None:
    error = session.failure(f"COPY INTO '@files/{path}' FROM (SELECT 1)")

    assert error.error is ErrorCode.STAGE_PATH
    assert session.staged() == []


def test_a_query_cannot_leave_its_stage(session: LoadingSession) -> None:
    session.put("a.csv", "1\n")

    assert session.run("SELECT $1 FROM '@files/../'") == []
    assert session.run("SELECT $1 FROM @files (PATTERN => '.*/\\\\.\\\\./.*')") == []


@pytest.mark.parametrize("value", ["it''s", '"q"', "ü/日本", "a=b&c", "%2e%2e", "$1", "x;--"])
def test_a_partition_is_any_text(session: LoadingSession, value: str) -> None:
    for kind in ("CSV COMPRESSION = NONE", "PARQUET"):
        session.run(f"COPY INTO @files FROM (SELECT 1 AS a) PARTITION BY '{value}' FILE_FORMAT = (TYPE = {kind})")

    folders = {path.rpartition("/")[0] for path in session.staged()}
    assert folders == {value.replace("''", "'")}


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00", b"\x00", b'"', b"\x1f\x8b broken", b"a" * 300_000])
@pytest.mark.parametrize(
    "kind", ["CSV", "CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"'", "JSON", "PARQUET", "CSV COMPRESSION = GZIP"]
)
def test_malformed_content_is_an_error_of_the_data_or_is_read(
    session: LoadingSession, kind: str, content: bytes
) -> None:
    session.put("f", content)
    session.script(f"CREATE FILE FORMAT f TYPE = {kind}", "CREATE TABLE t (v VARIANT)", "INSERT INTO t SELECT 1")
    for text in ("SELECT $1 FROM @files (FILE_FORMAT => f)", "COPY INTO t FROM @files FILE_FORMAT = (FORMAT_NAME = f)"):
        try:
            session.run(text)
        except SnowflakeError as error:
            assert error.error.code in ("100132", "100080", "100069", "100078", "002079"), error  # noqa: PT017
            assert session.run("SELECT COUNT(*) FROM t") == [(1,)]


def test_a_field_that_no_file_has_is_null_and_one_that_cannot_be_is_refused(session: LoadingSession) -> None:
    session.put("a.csv", "1\n")

    assert session.run("SELECT $9999 FROM @files") == [(None,)]
    assert session.failure("SELECT $0 FROM @files").error is ErrorCode.INVALID_IDENTIFIER
    assert session.failure("SELECT $10000 FROM @files").error is ErrorCode.INVALID_IDENTIFIER


def test_a_pattern_that_is_none_is_refused(session: LoadingSession) -> None:
    session.put("a.csv", "1\n")

    assert session.failure("SELECT $1 FROM @files (PATTERN => '(')").error is ErrorCode.INVALID_VALUE


def test_equal_names_of_columns_do_not_stand_in_the_way_of_parquet(session: LoadingSession) -> None:
    session.run(
        "COPY INTO @files FROM (SELECT 1 AS a, 2 AS a, NULL AS n, '04:05'::TIME AS t) "
        "FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE"
    )

    assert session.staged() == ["data_0_0_0.snappy.parquet"]


@pytest.mark.parametrize("kind", ["CSV", "JSON", "PARQUET"])
def test_a_cancelled_unload_leaves_nothing(session: LoadingSession, kind: str) -> None:
    text = f"COPY INTO @files FROM (SELECT PARSE_JSON('1') AS v) FILE_FORMAT = (TYPE = {kind})"
    calls = []

    def cancelled() -> None:
        calls.append(1)
        if len(calls) > 1:
            raise SnowflakeError(ErrorCode.CANCELLED)

    run = StatementRun(
        session=session.session, services=session.services, query_id="q", text=text, check_cancelled=cancelled
    )
    statement = parse(text)

    with pytest.raises(SnowflakeError) as raised:
        FAMILIES[type(statement)].handler(statement, run)

    assert raised.value.error is ErrorCode.CANCELLED
    assert session.staged() == []


def test_what_a_query_read_of_a_stage_is_given_up_at_its_end(session: LoadingSession) -> None:
    session.put("a.csv", "1\n")
    session.script(
        "CREATE TABLE c AS SELECT $1 AS a, 'made' AS b FROM @files",
        "INSERT INTO c SELECT $1, $2 FROM @files",
        "COPY INTO @files/out/ FROM (SELECT $1, $2, $3 FROM @files/a.csv)",
    )
    session.run("SELECT $1, $4 FROM @files")

    left = session.session.engine.query(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'mh_staged%'", (_COUNT,)
    )
    assert left.fetch(1) == [(0,)]
    left.close()


def test_a_pattern_that_could_be_tried_in_countless_ways_is_matched_at_once(session: LoadingSession) -> None:
    session.put("a" * 60 + ".csv", "1\n")

    began = time.monotonic()
    assert session.run("LIST @files PATTERN = '(a+)+$'") == []
    assert time.monotonic() - began < 5
    assert [row[0] for row in session.run("LIST @files PATTERN = '(a+)+[.]csv'")] == [f"files/{'a' * 60}.csv"]


@pytest.mark.parametrize("pattern", ["(", "(?=a).*"])
def test_a_pattern_that_is_no_regular_expression_is_refused(session: LoadingSession, pattern: str) -> None:
    session.put("a.csv", "1\n")

    error = session.failure(f"LIST @files PATTERN = '{pattern}'")

    assert (error.error, error.message) == (
        ErrorCode.INVALID_VALUE,
        f"SQL compilation error:\ninvalid value [{pattern}] for parameter 'PATTERN'",
    )

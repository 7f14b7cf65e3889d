"""DuckDB's errors, provoked for real, as the Snowflake errors that they become."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.session import DuckDbSession
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

CASES = (
    ("'abc'::INTEGER", ErrorCode.NUMERIC_NOT_RECOGNIZED, "abc"),
    ("''::BIGINT", ErrorCode.NUMERIC_NOT_RECOGNIZED, ""),
    ("'12.5x'::DECIMAL(10,2)", ErrorCode.NUMERIC_NOT_RECOGNIZED, "12.5x"),
    ("'it''s'::DOUBLE", ErrorCode.NUMERIC_NOT_RECOGNIZED, "it's"),
    ("'12345678901.5'::DECIMAL(10,2)", ErrorCode.NUMERIC_OUT_OF_RANGE, "12345678901.5"),
    ("123456.5::DECIMAL(7,1)::DECIMAL(4,1)", ErrorCode.NUMERIC_OUT_OF_RANGE, "123456.5"),
    ("999999::DECIMAL(5,0)", ErrorCode.NUMERIC_OUT_OF_RANGE, "999999"),
    ("1e30::DOUBLE::BIGINT", ErrorCode.NUMERIC_OUT_OF_RANGE, "1e+30"),
    ("'maybe'::BOOLEAN", ErrorCode.BOOLEAN_NOT_RECOGNIZED, "maybe"),
    ("'abc'::DATE", ErrorCode.DATE_NOT_RECOGNIZED, "abc"),
    ("'2020-13-45'::DATE", ErrorCode.DATE_NOT_RECOGNIZED, "2020-13-45"),
    ("'x'::TIMESTAMP", ErrorCode.TIMESTAMP_NOT_RECOGNIZED, "x"),
    ("'x'::TIME", ErrorCode.TIME_NOT_RECOGNIZED, "x"),
)
OVERFLOWS = (
    ("9223372036854775807::BIGINT + 1::BIGINT", True),
    ("99999999999::BIGINT * 99999999999::BIGINT", True),
    (f"{10**37}::DECIMAL(38,0)::BIGINT", True),
    ("'9999999999999999999'::BIGINT", True),
    ("123456.5::DECIMAL(7,1)::DECIMAL(4,1)", False),
)
CODES = (
    ("(SELECT i FROM range(3) AS r(i))", ErrorCode.SUBQUERY_MANY_ROWS),
    ("5 % 0", ErrorCode.DIVISION_BY_ZERO),
    ("regexp_matches('a', '(')", ErrorCode.REGULAR_EXPRESSION_INVALID),
    ("'{'::JSON", ErrorCode.JSON_INVALID),
    ("repeat('x', 100000000000)", ErrorCode.OUT_OF_MEMORY),
    ("from_base64('!!')", ErrorCode.DATA),
    ("unhex('zz')", ErrorCode.DATA),
    ("1" + " + 1" * 1500, ErrorCode.PARSE_FAILED),
    ("to_timestamp(1e18)", ErrorCode.DATA),
    ("no_such_function(1)", ErrorCode.INTERNAL),
    ("FROM FROM", ErrorCode.INTERNAL),
    ("no_such_column", ErrorCode.INTERNAL),
    ("error('secret')", ErrorCode.INTERNAL),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDbEngine]:
    engine = DuckDbEngine(EngineOptions(memory_limit="200MB"))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def session(engine: DuckDbEngine) -> Iterator[DuckDbSession]:
    session = engine.open_session()
    yield session
    session.close()


def error_of(session: DuckDbSession, expression: str, *, arrow: bool = False) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        session.query(f"SELECT {expression}", [ResultColumn("X", types.VARCHAR)], arrow=arrow).fetch(1)
    return caught.value


@pytest.mark.parametrize(("expression", "code", "value"), CASES)
def test_a_value_that_cannot_be_converted_is_named(
    session: DuckDbSession, expression: str, code: ErrorCode, value: str
) -> None:
    error = error_of(session, expression)
    assert (error.error, error.message) == (code, code.template.format(value=value))


@pytest.mark.parametrize(("expression", "curable"), OVERFLOWS)
def test_an_overflow_says_whether_wide_integers_would_cure_it(
    session: DuckDbSession, expression: str, *, curable: bool
) -> None:
    error = error_of(session, expression)
    assert (error.error, error.details["overflow"]) == (ErrorCode.NUMERIC_OUT_OF_RANGE, curable)


def test_an_overflow_of_38_digits_invents_no_value(session: DuckDbSession) -> None:
    error = error_of(session, f"{10**37}::DECIMAL(38,0) * 99::DECIMAL(38,0)")
    assert (error.code, error.message) == ("100046", "Number out of representable range")


@pytest.mark.parametrize("arrow", [False, True])
@pytest.mark.parametrize(("expression", "code"), CODES)
def test_errors_have_codes_of_the_catalogue_and_none_of_the_engines_text(
    session: DuckDbSession, expression: str, code: ErrorCode, *, arrow: bool
) -> None:
    error = error_of(session, expression, arrow=arrow)
    assert error.error is code
    assert isinstance(error.__cause__, Exception)
    assert not {"LINE", "Error:", "secret", "Candidate"} & set(error.message.split())


@pytest.mark.parametrize("message", ["plain", 'it\'s "quoted"', "two\nlines", "to INT32", "x" * 3000])
def test_a_check_in_engine_sql_raises_its_own_words(session: DuckDbSession, message: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.query(
            "SELECT CAST($m AS INTEGER)", [ResultColumn("X", types.VARCHAR)], {"m": f"100069 (22P02): {message}"}
        )
    assert (caught.value.error, caught.value.message) == (ErrorCode.JSON_INVALID, message)


def test_a_check_with_an_unknown_code_shows_nothing(session: DuckDbSession) -> None:
    assert error_of(session, "CAST('999999 (XX999): secret' AS INTEGER)").error is ErrorCode.INTERNAL


def test_running_out_of_memory_is_a_limit_and_leaves_the_session_usable(session: DuckDbSession) -> None:
    assert (
        error_of(session, "len(list(repeat('x', 100) || i)) FROM range(10000000) AS r(i)").error
        is ErrorCode.OUT_OF_MEMORY
    )
    assert session.healthy()


def test_an_exception_without_a_line_is_a_fault() -> None:
    assert snowflake_error(duckdb.FatalException("engine text")).message == snowflake_error(ValueError("x")).message


def test_a_full_disk_is_a_storage_error() -> None:
    error = snowflake_error(duckdb.IOException('IO Error: Could not write file "/a/b": No space left on device'))
    assert (error.error, error.message) == (ErrorCode.STORAGE, "Storage failed: no space left on the device")


def test_texts_in_parquet_files_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    texts = pa.StringArray.from_buffers(1, pa.py_buffer(struct.pack("<2i", 0, 2)), pa.py_buffer(b"\xff\xfe"))
    pq.write_table(pa.table({"s": texts}), tmp_path / "bad.parquet")
    with pytest.raises(duckdb.Error) as raised:
        duckdb.execute(f"SELECT * FROM '{tmp_path}/bad.parquet'").fetchall()
    assert snowflake_error(raised.value).error is ErrorCode.STATEMENT_UNSUPPORTED

"""One statement for many rows of bound values, on an embedded deployment in memory."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from mockhaus.application.binding import ArrayBind, Bound
from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.plan_cache import PlanCache
from mockhaus.application.use_cases import UseCases
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import fine_datetime, fine_time
from mockhaus.domain.results import BoundColumn, Row, TypedValue, Value
from mockhaus.domain.types import DataType, number
from mockhaus.ports.client_files import ClientFiles
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings

Run = Callable[..., list[Row]]

_OWN_AND_SHARED = 2
"""The entries of a plan in the cache: under its own key, and under that of numbers of any digits."""
_PLUS_TWO = dt.timezone(dt.timedelta(hours=2))
_NOON = dt.datetime(2024, 1, 1, 12, tzinfo=_PLUS_TWO)


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(Settings(data_dir=None)) as found:
        yield found


@pytest.fixture
def plans(use_cases: UseCases) -> PlanCache:
    return use_cases.execute.services.plans


@pytest.fixture
def run(use_cases: UseCases) -> Iterator[Run]:
    """Runs statements in one session, in an empty database."""
    session = use_cases.sessions.create(SessionRequest()).session_id

    def of(
        sql: str,
        parameters: Sequence[Bound] | None = None,
        *,
        array: ArrayBind | None = None,
        describe: bool = False,
        client_files: ClientFiles | None = None,
    ) -> list[Row]:
        request = StatementRequest(
            sql=sql,
            session_id=session,
            parameters=parameters,
            array=array,
            describe_only=describe,
            client_files=client_files,
        )
        with use_cases.execute(request) as execution:
            return [row for result in execution for row in result.fetch_all()]

    of("CREATE OR REPLACE DATABASE db")
    yield of
    use_cases.sessions.close(session)


def column(data_type: DataType, *values: Value) -> BoundColumn:
    return BoundColumn(data_type, values)


def array(*columns: BoundColumn) -> ArrayBind:
    return ArrayBind(columns)


def integers(*values: Value) -> BoundColumn:
    return column(number(2), *values)


def texts(*values: Value) -> BoundColumn:
    return column(types.VARCHAR, *values)


def error_of(code: ErrorCode) -> pytest.RaisesExc[SnowflakeError]:
    return pytest.RaisesExc(SnowflakeError, check=lambda error: error.error is code)


# -- INSERT -------------------------------------------------------------------------------------------------------


def test_an_insert_adds_a_row_for_each_row_of_values_and_tells_their_number(run: Run) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")

    assert run("INSERT INTO t VALUES (?, ?)", array=array(integers(1, None, 3), texts("x", "y", None))) == [(3,)]
    assert run("SELECT * FROM t ORDER BY a") == [(1, "x"), (3, None), (None, "y")]


def test_no_rows_of_values_add_no_rows(run: Run) -> None:
    run("CREATE TABLE t (a INT)")

    assert run("INSERT INTO t VALUES (?)", array=array(integers())) == [(0,)]


def test_ten_thousand_rows_are_one_statement(run: Run) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")
    many = array(column(number(5), *range(10_000)), texts(*map(str, range(10_000))))

    assert run("INSERT INTO t VALUES (?, ?)", array=many) == [(10_000,)]
    assert run("SELECT COUNT(*), SUM(a), COUNT_IF(a::VARCHAR = b) FROM t") == [(10_000, 49_995_000, 10_000)]


_FIVES = integers(5, 6)


def test_expressions_around_values_are_computed_for_each_row(run: Run) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")
    run(
        "INSERT INTO t (b, a) VALUES (UPPER(?) || '!', ? * 2 + ?)",
        array=array(texts("x", "y"), integers(1, 2), integers(5, 6)),
    )

    assert run("SELECT * FROM t ORDER BY a") == [(7, "X!"), (10, "Y!")]


def test_defaults_sequences_and_random_values_are_each_row_s_own(run: Run) -> None:
    run("CREATE SEQUENCE s START = 10")
    run("CREATE TABLE t (id INT AUTOINCREMENT, n INT DEFAULT s.NEXTVAL, k INT DEFAULT 7, u VARCHAR, a INT)")
    run("INSERT INTO t (a, u, k) VALUES (?, UUID_STRING(), DEFAULT)", array=array(integers(1, 2, 3)))

    assert run("SELECT id, n, k, a FROM t ORDER BY a") == [(1, 10, 7, 1), (2, 11, 7, 2), (3, 12, 7, 3)]
    assert run("SELECT COUNT(DISTINCT u) FROM t") == [(3,)]


@pytest.mark.parametrize(
    "source",
    [
        "SELECT column1, PARSE_JSON(column2) FROM VALUES (?, ?)",
        "SELECT v.x, PARSE_JSON(v.y) FROM VALUES (?, ?) AS v (x, y)",
    ],
)
def test_a_query_over_values_takes_rows_too(run: Run, source: str) -> None:
    run("CREATE TABLE t (a INT, v VARIANT)")

    assert run(f"INSERT INTO t {source}", array=array(integers(1, 2), texts('{"k":5}', "[6]"))) == [(2,)]
    assert run("SELECT a, v:k, v[0] FROM t ORDER BY a") == [(1, "5", None), (2, None, "6")]


@pytest.mark.parametrize("source", ["SELECT ?, ?", "SELECT a, ? FROM u WHERE a >= ?"])
def test_other_queries_find_one_row_of_values_only(run: Run, source: str) -> None:
    run("CREATE TABLE u (a INT)")
    run("INSERT INTO u VALUES (1), (2)")
    run("CREATE TABLE t (a INT, b INT)")
    with error_of(ErrorCode.BIND_NOT_SET) as raised:
        run(f"INSERT INTO t {source}", array=array(integers(1, 2), integers(3, 4)))

    column_ = len("INSERT INTO t ") + source.index("?")
    assert raised.value.message.endswith(f"error line 1 at position {column_}\nBind variable ? not set.")
    assert run("INSERT INTO t SELECT ?, ?", array=array(integers(8), integers(9))) == [(1,)]
    assert run("SELECT * FROM t") == [(8, 9)]


def test_several_rows_of_values_in_the_text_are_added_for_each_row_bound(run: Run) -> None:
    run("CREATE TABLE t (a INT, b INT)")

    assert run("INSERT INTO t VALUES (?, 0), (0, ?)", array=array(integers(1, 2), integers(3, 4))) == [(4,)]
    assert run("SELECT * FROM t ORDER BY a, b") == [(0, 3), (0, 4), (1, 0), (2, 0)]


def test_insert_overwrite_keeps_what_its_last_run_inserted(run: Run) -> None:
    run("CREATE TABLE t (a INT)")
    run("INSERT INTO t VALUES (7)")
    run("INSERT OVERWRITE INTO t VALUES (?)", array=array(integers(1, 2)))

    assert run("SELECT * FROM t") == [(2,)]


def test_integers_beyond_64_bits_are_kept(run: Run) -> None:
    run("CREATE TABLE t (a NUMBER(38,0))")
    run("INSERT INTO t VALUES (?)", array=array(column(number(38), 10**37, -1, None)))

    assert run("SELECT * FROM t ORDER BY a") == [(-1,), (10**37,), (None,)]


def test_decimals_are_rounded_to_the_column_s_scale(run: Run) -> None:
    run("CREATE TABLE t (a NUMBER(10,2))")
    run("INSERT INTO t VALUES (?)", array=array(column(number(5, 3), Decimal("1.005"), 2, None)))

    assert run("SELECT * FROM t ORDER BY a") == [(Decimal("1.01"),), (Decimal("2.00"),), (None,)]


_TYPED = [
    ("TIMESTAMP_LTZ", types.TIMESTAMP_LTZ, _NOON, _NOON.astimezone(dt.UTC)),
    ("TIMESTAMP_TZ", types.TIMESTAMP_TZ, _NOON, _NOON),
    ("TIMESTAMP_NTZ", types.TIMESTAMP_NTZ, _NOON.replace(tzinfo=None), _NOON.replace(tzinfo=None)),
    ("DATE", types.DATE, dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
    ("TIME", types.TIME, dt.time(1, 2, 3, 4), dt.time(1, 2, 3, 4)),
    ("BINARY", types.BINARY, b"\x00\xff", b"\x00\xff"),
    ("BOOLEAN", types.BOOLEAN, False, False),
    ("FLOAT", types.FLOAT, float("inf"), float("inf")),
    ("VARIANT", types.VARIANT, '{"a": [1, "x"]}', '{"a":[1,"x"]}'),
    ("OBJECT", types.OBJECT, '{"a": 1}', '{"a":1}'),
    ("ARRAY", types.ARRAY, "[1, 2]", "[1,2]"),
]


@pytest.mark.parametrize(("name", "data_type", "value", "stored"), _TYPED, ids=[item[0] for item in _TYPED])
def test_values_of_each_type_and_its_null_are_bound(
    run: Run, name: str, data_type: DataType, value: Value, stored: Value
) -> None:
    run(f"CREATE TABLE t (place INT, x {name})")
    run("INSERT INTO t VALUES (?, ?)", array=array(integers(1, 2), column(data_type, value, None)))
    for place, bound in ((3, value), (4, None)):
        run("INSERT INTO t VALUES (?, ?)", [place, TypedValue(bound, data_type)])

    assert run("SELECT x FROM t ORDER BY place") == [(stored,), (None,), (stored,), (None,)]


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("DATE", "1970-01-02T00:00:00.000Z", dt.date(1970, 1, 2)),
        ("TIMESTAMP_NTZ", "2024-01-01T10:00:00.123Z", dt.datetime(2024, 1, 1, 10, 0, 0, 123_000)),  # noqa: DTZ001
        ("TIMESTAMP_TZ", "2024-01-01T10:00:00.000Z", dt.datetime(2024, 1, 1, 10, tzinfo=dt.UTC)),
        ("TIMESTAMP_LTZ", "2024-01-01T10:00:00.000Z", dt.datetime(2024, 1, 1, 10, tzinfo=dt.UTC)),
        ("TIME", "10:11:12", dt.time(10, 11, 12)),
        ("NUMBER(10,2)", "1.255", Decimal("1.26")),
        ("BOOLEAN", "true", True),
        ("FLOAT", "nan", "NaN"),
    ],
)
def test_texts_become_what_their_column_is(run: Run, name: str, text: str, stored: Value) -> None:
    run(f"CREATE TABLE t (x {name})")
    run("INSERT INTO t VALUES (?)", [text])
    run("INSERT INTO t VALUES (?)", array=array(texts(text)))

    shown = "x::VARCHAR" if name == "FLOAT" else "x"
    assert run(f"SELECT {shown} FROM t") == [(stored,), (stored,)]


# -- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "bad", "code"),
    [
        ("DATE", "tomorrow", ErrorCode.DATE_NOT_RECOGNIZED),
        ("INT", "x", ErrorCode.NUMERIC_NOT_RECOGNIZED),
        ("VARCHAR(3)", "1234", ErrorCode.STRING_TOO_LONG),
        ("DATE NOT NULL", None, ErrorCode.NULL_NOT_ALLOWED),
    ],
)
def test_an_error_in_one_row_leaves_none(run: Run, name: str, bad: Value, code: ErrorCode) -> None:
    run(f"CREATE TABLE t (x {name})")
    good = {"INT": "1", "VARCHAR(3)": "abc"}.get(name, "2024-01-01")
    with error_of(code):
        run("INSERT INTO t VALUES (?)", array=array(texts(good, bad)))

    assert run("SELECT COUNT(*) FROM t") == [(0,)]


def test_columns_of_different_lengths_are_refused(run: Run) -> None:
    run("CREATE TABLE t (a INT, b INT)")
    with error_of(ErrorCode.BIND_BATCH_SIZE):
        run("INSERT INTO t VALUES (?, ?)", array=array(integers(1, 2), integers(1)))


def test_a_bound_text_is_read_as_binary_where_a_column_is(run: Run) -> None:
    run("CREATE TABLE t (a INT, b BINARY)")
    run("INSERT INTO t VALUES (?, ?)", [1, "00ff"])
    run("INSERT INTO t VALUES (?, ?)", array=array(integers(2, 3), texts("0A", None)))
    with error_of(ErrorCode.HEX_NOT_RECOGNIZED):
        run("INSERT INTO t VALUES (?, ?)", [4, "zz"])
    run("INSERT INTO t VALUES (5, '00ff')")

    assert run("SELECT * FROM t ORDER BY a") == [(1, b"\x00\xff"), (2, b"\n"), (3, None), (5, b"\x00\xff")]


@pytest.mark.parametrize("given", [{"parameters": [1]}, {"array": array(integers(1, 2))}])
def test_a_placeholder_without_a_value_is_not_set(run: Run, given: dict[str, object]) -> None:
    run("CREATE TABLE t (a INT, b INT)")
    with error_of(ErrorCode.BIND_NOT_SET):
        run("INSERT INTO t VALUES (?, ?)", **given)


def test_values_still_take_no_semi_structured_expressions(run: Run) -> None:
    run("CREATE TABLE t (v VARIANT)")
    with error_of(ErrorCode.INVALID_VALUES_EXPRESSION):
        run("INSERT INTO t VALUES (PARSE_JSON(?))", array=array(texts("1")))


def test_a_document_that_is_no_json_is_refused(run: Run) -> None:
    run("CREATE TABLE t (v VARIANT)")
    with error_of(ErrorCode.JSON_INVALID):
        run("INSERT INTO t VALUES (?)", array=array(column(types.VARIANT, "{")))


def test_a_query_takes_no_array(run: Run) -> None:
    with error_of(ErrorCode.STATEMENT_UNSUPPORTED):
        run("SELECT ?", array=array(integers(1, 2)))


# -- UPDATE, DELETE, MERGE ----------------------------------------------------------------------------------------


def test_changes_run_row_by_row_and_their_counts_are_summed(run: Run) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")
    run("INSERT INTO t VALUES (1, 'x'), (1, 'y'), (2, 'z'), (3, 'w')")

    changed = array(texts("p", "q"), integers(1, 2))
    assert run("UPDATE t SET b = ? WHERE a = ?", array=changed) == [(3, 0)]
    assert run("DELETE FROM t WHERE a = ?", array=array(integers(2, 3))) == [(2,)]
    assert run("SELECT * FROM t") == [(1, "p"), (1, "p")]


def test_a_row_sees_what_the_rows_before_it_changed(run: Run) -> None:
    run("CREATE TABLE t (a INT, b INT)")
    run("INSERT INTO t VALUES (1, 0)")
    run("UPDATE t SET b = b + ?", array=array(integers(1, 2, 3)))

    assert run("SELECT * FROM t") == [(1, 6)]


def test_merge_inserts_once_and_updates_after(run: Run) -> None:
    run("CREATE TABLE t (a INT, b INT)")
    merge = (
        "MERGE INTO t USING (SELECT ? AS a, ? AS b) s ON t.a = s.a "
        "WHEN MATCHED THEN UPDATE SET b = t.b + s.b WHEN NOT MATCHED THEN INSERT VALUES (s.a, s.b)"
    )

    assert run(merge, array=array(integers(1, 1, 2), integers(5, 6, 7))) == [(2, 1)]
    assert run("SELECT * FROM t ORDER BY a") == [(1, 11), (2, 7)]


def test_a_delete_of_all_rows_needs_no_rows_left_for_its_second_run(run: Run) -> None:
    run("CREATE TABLE t (a INT)")
    run("INSERT INTO t VALUES (1), (2)")

    assert run("DELETE FROM t WHERE 1 = ?", array=array(integers(1, 1))) == [(2,)]


def test_an_error_in_one_change_undoes_those_before(run: Run) -> None:
    run("CREATE TABLE t (a INT)")
    run("INSERT INTO t VALUES (1)")
    with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
        run("UPDATE t SET a = ?", array=array(texts("5", "x")))

    assert run("SELECT * FROM t") == [(1,)]


# -- transactions -------------------------------------------------------------------------------------------------


def test_rows_of_an_array_go_with_their_transaction(run: Run) -> None:
    run("CREATE TABLE t (a INT)")
    run("BEGIN")
    run("INSERT INTO t VALUES (?)", array=array(integers(1, 2)))
    run("UPDATE t SET a = a + ?", array=array(integers(1, 2)))
    assert run("SELECT SUM(a) FROM t") == [(9,)]
    run("ROLLBACK")

    assert run("SELECT COUNT(*) FROM t") == [(0,)]


def test_an_array_is_inserted_in_each_of_two_transactions(run: Run) -> None:
    run("CREATE TABLE t (a INT)")
    for _ in range(2):
        run("BEGIN")
        run("INSERT INTO t VALUES (?)", array=array(integers(1, 2)))
        run("COMMIT")

    assert run("SELECT COUNT(*) FROM t") == [(4,)]


# -- staged values ------------------------------------------------------------------------------------------------


Staged = Callable[..., ArrayBind]


@pytest.fixture
def staged(run: Run, tmp_path: Path) -> Staged:
    """Puts files of values on a bind stage, as a driver does; the array bind of their folder."""
    run("CREATE OR REPLACE TEMPORARY STAGE SYSTEM$BIND file_format=( type=csv field_optionally_enclosed_by='\"')")

    def of(*contents: bytes) -> ArrayBind:
        for place, content in enumerate(contents, start=1):
            (tmp_path / str(place)).write_bytes(content)
        run(
            f"PUT file://{tmp_path}/* '@SYSTEM$BIND/0f-1' auto_compress=false source_compression=none",
            client_files=LocalClientFiles(),
        )
        return ArrayBind(stage="@SYSTEM$BIND/0f-1")

    return of


def test_staged_values_are_inserted_from_every_file_plain_or_gzip(run: Run, staged: Staged) -> None:
    run("CREATE TABLE t (id INT AUTOINCREMENT, a INT, b VARCHAR)")
    files = staged(b"1,x\n2,y\n", gzip.compress(b"3,z\n"))

    assert run("INSERT INTO t (a, b) VALUES (?, ? || '!')", array=files) == [(3,)]
    assert run("SELECT a, b FROM t ORDER BY a") == [(1, "x!"), (2, "y!"), (3, "z!")]


def test_a_staged_null_is_empty_and_an_empty_text_is_quoted(run: Run, staged: Staged) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")
    run("INSERT INTO t VALUES (?, ?)", array=staged(b'1,\n2,""\n3,"a ""b"", \\N\nc"\n,"\\N"\n'))

    assert run("SELECT * FROM t ORDER BY a") == [(1, None), (2, ""), (3, 'a "b", \\N\nc'), (None, "\\N")]


def test_staged_texts_become_what_their_columns_are(run: Run, staged: Staged) -> None:
    run(
        "CREATE TABLE t (n TIMESTAMP_NTZ, m TIMESTAMP_NTZ, z TIMESTAMP_TZ, d DATE, e DATE, t TIME, b BINARY, x BOOLEAN)"
    )
    line = (
        b"1700000000000000000,2024-01-01 10:00:00.123456789,2024-01-01 10:00:00.000000000 +02:00,"
        b"1700000000000,2024-02-29,10:11:12.123456789,00ff,true\n"
    )
    run("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)", array=staged(line))

    assert run("SELECT * FROM t") == [
        (
            dt.datetime(2023, 11, 14, 22, 13, 20),  # noqa: DTZ001 - a timestamp without a zone
            fine_datetime(dt.datetime(2024, 1, 1, 10, 0, 0, 123_456), 789),  # noqa: DTZ001
            dt.datetime(2024, 1, 1, 10, tzinfo=_PLUS_TWO),
            dt.date(2023, 11, 14),
            dt.date(2024, 2, 29),
            fine_time(dt.time(10, 11, 12, 123_456), 789),
            b"\x00\xff",
            True,
        )
    ]


def test_changes_take_staged_values_too(run: Run, staged: Staged) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")
    run("INSERT INTO t VALUES (1, 'x'), (2, 'y')")

    assert run("UPDATE t SET b = ? WHERE a = ?", array=staged(b"p,1\nq,2\n")) == [(2, 0)]
    assert run("SELECT * FROM t ORDER BY a") == [(1, "p"), (2, "q")]


def test_staged_rows_of_another_width_are_a_wrong_number_of_values(run: Run, staged: Staged) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")
    with error_of(ErrorCode.BIND_COUNT):
        run("INSERT INTO t VALUES (?, ?)", array=staged(b'1,"x,\ny",2\n'))


def test_a_folder_without_files_has_no_rows(run: Run, staged: Staged) -> None:
    run("CREATE TABLE t (a INT)")
    staged(b"1\n")

    assert run("INSERT INTO t VALUES (?)", array=ArrayBind(stage="@SYSTEM$BIND/other")) == [(0,)]


def test_a_stage_that_is_not_there_is_told(run: Run) -> None:
    run("CREATE TABLE t (a INT)")
    with error_of(ErrorCode.OBJECT_NOT_FOUND):
        run("INSERT INTO t VALUES (?)", array=ArrayBind(stage="@SYSTEMBIND/x"))


# -- plans --------------------------------------------------------------------------------------------------------


def test_a_query_of_a_bound_number_has_the_type_of_its_literal(run: Run) -> None:
    shown = "SELECT SYSTEM$TYPEOF(?)"

    assert [run(shown, [value]) for value in (5, 1234, Decimal("1.50"), 10**20)] == [
        [("NUMBER(1,0)[SB1]",)],
        [("NUMBER(4,0)[SB2]",)],
        [("NUMBER(3,2)[SB2]",)],
        [("NUMBER(21,0)[SB16]",)],
    ]


def test_statements_with_bound_numbers_of_any_digits_share_a_plan(run: Run, plans: PlanCache) -> None:
    run("CREATE TABLE t (a INT, b NUMBER(10,2))")
    before = len(plans)
    for value in (1, 22, 333, 10**17):
        run("INSERT INTO t (a) VALUES (?)", [value])
        run("SELECT b FROM t WHERE a = ?", [value])

    assert len(plans) - before == 2 * _OWN_AND_SHARED
    assert run("SELECT a FROM t ORDER BY a") == [(1,), (22,), (333,), (10**17,)]


def test_decimals_that_fit_their_column_share_a_plan_as_they_grow(run: Run, plans: PlanCache) -> None:
    run("CREATE TABLE t (a INT, b NUMBER(10,2))")
    for value in (1, 22222):
        run("INSERT INTO t VALUES (?, ?)", [value, Decimal(f"{value}.25")])
    before, missed = len(plans), plans.misses
    for value in (333, 10, 9999, 7):
        run("INSERT INTO t VALUES (?, ?)", [value**4, Decimal(f"{value}.25")])

    assert (len(plans), plans.misses) == (before, missed)


def test_a_decimal_that_does_not_fit_its_column_is_still_refused(run: Run) -> None:
    run("CREATE TABLE t (b NUMBER(4,2))")
    run("INSERT INTO t VALUES (?)", [Decimal("1.25")])
    with error_of(ErrorCode.NUMBER_OUT_OF_REPRESENTABLE_RANGE):
        run("INSERT INTO t VALUES (?)", [Decimal("123.25")])


# -- describing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql", ["SELECT ?, ? + 1", "INSERT INTO t VALUES (?, ?)", "DELETE FROM t WHERE a = ? OR a = ?"]
)
def test_a_statement_is_described_without_its_values(run: Run, sql: str) -> None:
    run("CREATE TABLE t (a INT, b VARCHAR)")

    assert run(sql, describe=True) == []

"""Tables, bound values and results with nanoseconds, on an embedded deployment in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import pytest

from mockhaus.application.binding import ArrayBind, Bound
from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import fine_datetime, fine_time
from mockhaus.domain.results import BoundColumn, Row, TypedValue
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings

Run = Callable[..., list[Row]]

_DAY = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - a timestamp without a zone
_FINE = fine_datetime(_DAY, 1)
_PLUS_TWO = dt.timezone(dt.timedelta(hours=2))
_ZONED = fine_datetime(_DAY.replace(tzinfo=_PLUS_TWO), 2)
_INSTANT = fine_datetime(_DAY.replace(tzinfo=dt.UTC), 3)
_CLOCK = fine_time(dt.time(10), 4)


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(Settings(data_dir=None)) as found:
        yield found


@pytest.fixture
def run(use_cases: UseCases) -> Iterator[Run]:
    """Runs statements in one session, in an empty database with the table T."""
    session = use_cases.sessions.create(SessionRequest()).session_id

    def of(sql: str, parameters: Sequence[Bound] | None = None, *, array: ArrayBind | None = None) -> list[Row]:
        request = StatementRequest(sql=sql, session_id=session, parameters=parameters, array=array)
        with use_cases.execute(request) as execution:
            return [row for result in execution for row in result.fetch_all()]

    of("CREATE OR REPLACE DATABASE db")
    of("CREATE TABLE t (n TIMESTAMP_NTZ, z TIMESTAMP_TZ, l TIMESTAMP_LTZ, c TIME, i INT)")
    yield of
    use_cases.sessions.close(session)


def insert(run: Run) -> None:
    run(
        "INSERT INTO t VALUES ('2024-01-01 00:00:00.000000001', '2024-01-01 00:00:00.000000002 +0200', "
        "'2024-01-01 00:00:00.000000003 +0000', '10:00:00.000000004', 1)"
    )


_ROW = (_FINE, _ZONED, _INSTANT, _CLOCK, 1)


def test_a_table_keeps_what_is_stored(run: Run) -> None:
    insert(run)
    assert run("SELECT * FROM t") == [_ROW]


def test_rows_of_microseconds_stay_what_they_were(run: Run) -> None:
    run("INSERT INTO t VALUES ('2024-01-01', NULL, '2024-01-01 00:00 +0000', '10:00:00', 0)")
    insert(run)
    first = (_DAY, None, _DAY.replace(tzinfo=dt.UTC), dt.time(10), 0)
    assert run("SELECT * FROM t ORDER BY i") == [first, _ROW]


def test_a_table_without_nanoseconds_is_read_beside_one_that_has_them(run: Run) -> None:
    insert(run)
    run("CREATE TABLE other AS SELECT '2024-01-01'::TIMESTAMP_NTZ AS n")
    assert run("SELECT t.n FROM t JOIN other o ON o.n < t.n") == [(_FINE,)]
    assert run("SELECT n FROM t UNION ALL SELECT n FROM other ORDER BY n") == [(_DAY,), (_FINE,)]
    assert run("SELECT COUNT(*) FROM t JOIN other USING (n)") == [(0,)]


def test_a_table_of_a_query_keeps_them(run: Run) -> None:
    run("CREATE TABLE made AS SELECT DATEADD(ns, 1, '2024-01-01'::TIMESTAMP_NTZ) AS n, '2024-01-01'::DATE AS d")
    assert run("SELECT * FROM made WHERE n > d") == [(_FINE, dt.date(2024, 1, 1))]


def test_rows_are_changed_by_their_nanoseconds(run: Run) -> None:
    insert(run)
    run("UPDATE t SET n = DATEADD(ns, 1, n), i = 2 WHERE n = '2024-01-01 00:00:00.000000001'")
    assert run("SELECT n, i FROM t") == [(fine_datetime(_DAY, 2), 2)]
    run("DELETE FROM t WHERE n > '2024-01-01 00:00:00.000000002'")
    assert run("SELECT COUNT(*) FROM t") == [(1,)]


def test_a_condition_of_nanoseconds_changes_a_table_that_has_none(run: Run) -> None:
    run("INSERT INTO t (n, i) VALUES ('2024-01-01', 1), ('2024-01-02', 2)")
    run("UPDATE t SET i = 3 WHERE n < '2024-01-01 00:00:00.000000001'")
    run("DELETE FROM t WHERE n > '2024-01-01 00:00:00.000000001'")
    assert run("SELECT n, i FROM t") == [(_DAY, 3)]


def test_merge_finds_and_stores_nanoseconds(run: Run) -> None:
    insert(run)
    source = "SELECT DATEADD(ns, column1, '2024-01-01'::TIMESTAMP_NTZ) AS n FROM VALUES (1), (2)"
    run(
        f"MERGE INTO t USING ({source}) s ON t.n = s.n "
        "WHEN MATCHED THEN UPDATE SET i = 5 WHEN NOT MATCHED THEN INSERT (n, i) VALUES (s.n, 6)"
    )
    assert run("SELECT n, i FROM t ORDER BY n") == [(_FINE, 5), (fine_datetime(_DAY, 2), 6)]


def test_defaults_clones_and_the_past_keep_them(run: Run) -> None:
    insert(run)
    run("ALTER TABLE t ADD COLUMN added TIMESTAMP_NTZ")
    run("INSERT INTO t (added) VALUES ('2024-01-01 00:00:00.000000001')")
    run("CREATE TABLE copied CLONE t")
    assert run("SELECT n, added FROM copied ORDER BY i") == [(_FINE, None), (None, _FINE)]
    run("TRUNCATE TABLE t")
    run("DROP TABLE t")
    run("UNDROP TABLE t")
    assert run("SELECT COUNT(*) FROM t") == [(0,)]


def test_a_temporary_table_keeps_them(run: Run) -> None:
    run("CREATE TEMPORARY TABLE tt (n TIMESTAMP_NTZ)")
    run("INSERT INTO tt VALUES ('2024-01-01'), ('2024-01-01 00:00:00.000000001')")
    assert run("SELECT n FROM tt ORDER BY n") == [(_DAY,), (_FINE,)]


def test_a_view_shows_them(run: Run) -> None:
    insert(run)
    run("CREATE VIEW v AS SELECT n FROM t WHERE n > '2024-01-01'")
    assert run("SELECT * FROM v") == [(_FINE,)]


def test_a_session_variable_keeps_them(run: Run) -> None:
    run("SET moment = '2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ")
    assert run("SELECT $moment, DATEADD(ns, -1, $moment)") == [(_FINE, _DAY)]


def test_a_result_is_scanned_with_and_without_them(run: Run) -> None:
    insert(run)
    run("SELECT n, z, l, c FROM t")
    assert run("SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))") == [_ROW[:4]]
    run("SELECT '2024-01-01'::TIMESTAMP_NTZ AS n")
    assert run("SELECT n FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))") == [(_DAY,)]
    run("SELECT '2024-01-01'::TIMESTAMP_NTZ AS n")
    assert run("SELECT DATEADD(ns, 1, n) FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))") == [(_FINE,)]


def test_a_long_result_has_them_from_its_first_row_to_its_last(run: Run) -> None:
    rows = "SELECT DATEADD(ns, SEQ4(), '2024-01-01'::TIMESTAMP_NTZ) AS n FROM TABLE(GENERATOR(ROWCOUNT => 3000))"
    run(f"CREATE TABLE many AS {rows}")
    found = run("SELECT n FROM many ORDER BY n")
    last = fine_datetime(_DAY.replace(microsecond=2), 999)
    assert (len(found), found[0], found[1], found[-1]) == (3000, (_DAY,), (_FINE,), (last,))


# -- bound values ------------------------------------------------------------------------------------------------------


def test_bound_values_keep_them(run: Run) -> None:
    values = [_FINE, _ZONED, TypedValue(_INSTANT, types.TIMESTAMP_LTZ), _CLOCK, 1]
    run("INSERT INTO t VALUES (?, ?, ?, ?, ?)", values)
    assert run("SELECT * FROM t WHERE n = ? AND z = ? AND c = ?", [_FINE, _ZONED, _CLOCK]) == [_ROW]


def test_plain_bound_values_are_read_by_a_plan_in_nanoseconds(run: Run) -> None:
    insert(run)
    assert run(
        "SELECT i FROM t WHERE n > ? AND z > ? AND c > ?", [_DAY, _DAY.replace(tzinfo=_PLUS_TWO), dt.time(10)]
    ) == [(1,)]


def test_the_same_statement_is_not_answered_from_another_ones_result(run: Run) -> None:
    assert [run("SELECT TO_CHAR(?, 'FF9')", [value]) for value in (_FINE, fine_datetime(_DAY, 2), _DAY)] == [
        [("000000001",)],
        [("000000002",)],
        [("000000000",)],
    ]


def test_an_array_bind_keeps_them(run: Run) -> None:
    moments = BoundColumn(types.TIMESTAMP_NTZ, (_DAY, _FINE, None))
    clocks = BoundColumn(types.TIME, (dt.time(10), None, _CLOCK))
    run("INSERT INTO t (n, c) VALUES (?, ?)", array=ArrayBind((moments, clocks)))
    assert run("SELECT n, c FROM t ORDER BY n, c") == [(_DAY, dt.time(10)), (_FINE, None), (None, _CLOCK)]


# -- transactions ------------------------------------------------------------------------------------------------------


def test_a_transaction_computes_with_them(run: Run) -> None:
    run("BEGIN")
    run("INSERT INTO t (n) VALUES ('2024-01-01')")
    assert run("SELECT DATEADD(ns, 1, n) FROM t WHERE n < '2024-01-01 00:00:00.000000001'") == [(_FINE,)]
    run("COMMIT")
    assert run("SELECT n FROM t") == [(_DAY,)]


def test_a_transaction_stores_them_in_a_table_that_has_some(run: Run) -> None:
    insert(run)
    run("BEGIN")
    run("INSERT INTO t (n) VALUES ('2024-01-01 00:00:00.000000002')")
    run("COMMIT")
    assert run("SELECT MAX(n) FROM t") == [(fine_datetime(_DAY, 2),)]


def test_a_transaction_stores_none_in_a_table_that_has_none(run: Run) -> None:
    run("BEGIN")
    with pytest.raises(SnowflakeError) as caught:
        run("INSERT INTO t (n) VALUES ('2024-01-01 00:00:00.000000001')")
    run("ROLLBACK")
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED

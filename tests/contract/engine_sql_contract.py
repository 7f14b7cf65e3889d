"""What every engine that runs SQL promises about it."""

from __future__ import annotations

import datetime as dt
import decimal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, ResultColumn, number
from mockhaus.ports.engine import (
    ArrowRelation,
    CatalogRecord,
    ColumnsRelation,
    Engine,
    EngineSession,
    EngineStep,
    QueryRelation,
    RowsRelation,
    StoredDatabase,
    ViewRelation,
    WriteUnit,
)
from tests.contract.engine_contract import FAILING, ONE, ONE_COLUMN, RECORDS, error_of, rows_of, run

VALUES: tuple[tuple[str, DataType, Value], ...] = (
    ("42", types.INTEGER, 42),
    ("42::DECIMAL(38,0)", types.INTEGER, 42),
    ("99999999999999999999999999999999999999::DECIMAL(38,0)", types.INTEGER, 10**38 - 1),
    ("170141183460469231731687303715884105727::HUGEINT", types.INTEGER, 2**127 - 1),
    ("1.50::DECIMAL(10,2)", number(10, 2), decimal.Decimal("1.50")),
    ("1.5::DECIMAL(10,1)", number(10, 3), decimal.Decimal("1.500")),
    ("7", number(10, 2), decimal.Decimal("7.00")),
    ("0.1::DOUBLE", types.FLOAT, 0.1),
    ("'inf'::DOUBLE", types.FLOAT, float("inf")),
    ("2", types.FLOAT, 2.0),
    ("'ünï ☃'", types.VARCHAR, "ünï ☃"),
    ("'\\x00\\xFF'::BLOB", types.BINARY, b"\x00\xff"),
    ("true", types.BOOLEAN, True),
    ("DATE '0001-01-01'", types.DATE, dt.date(1, 1, 1)),
    ("DATE '9999-12-31'", types.DATE, dt.date(9999, 12, 31)),
    ("TIME '23:59:59.999999'", types.TIME, dt.time(23, 59, 59, 999999)),
    ("TIMESTAMP '2024-02-29 12:00:00.123456'", types.TIMESTAMP_NTZ, dt.datetime(2024, 2, 29, 12, 0, 0, 123456)),  # noqa: DTZ001
    ("DATE '2024-02-29'", types.TIMESTAMP_NTZ, dt.datetime(2024, 2, 29)),  # noqa: DTZ001
    (
        "TIMESTAMPTZ '1969-12-31 23:59:59.5+00'",
        types.TIMESTAMP_LTZ,
        dt.datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=dt.UTC),
    ),
    (
        "{'utc': TIMESTAMP '2024-01-01 00:30:00', 'tz': (-90)::SMALLINT}",
        types.TIMESTAMP_TZ,
        dt.datetime(2023, 12, 31, 23, 0, tzinfo=dt.timezone(dt.timedelta(minutes=-90))),
    ),
    ("'{\"a\":1}'::JSON", types.VARIANT, '{"a":1}'),
)
SLOW = "SELECT count(*) FROM range(100000000000) AS r(i) WHERE i % 7 = 3"


def _is_cancelled(session: EngineSession) -> bool:
    """Ask for one row; whether somebody cancelled it."""
    try:
        return rows_of(session, ONE) != [(1,)]
    except SnowflakeError as error:
        if error.error is ErrorCode.CANCELLED:
            return True
        raise


class EngineSqlContract:
    """Running SQL in two sessions beside each other."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError(f"{type(self).__name__} must provide the engine fixture")

    @pytest.fixture
    def session(self, engine: Engine) -> Iterator[EngineSession]:
        opened = engine.open_session()
        yield opened
        opened.close()

    @pytest.fixture
    def other(self, engine: Engine) -> Iterator[EngineSession]:
        opened = engine.open_session()
        yield opened
        opened.close()

    @pytest.fixture
    def database(self, engine: Engine, session: EngineSession) -> str:
        """A database with a table `t(i BIGINT NOT NULL, s VARCHAR)` of rows 1 to 3."""
        attachment = engine.create_database("A", RECORDS).attachment
        run(
            session,
            attachment,
            f"CREATE TABLE {attachment}.main.t(i BIGINT NOT NULL, s VARCHAR)",
            f"INSERT INTO {attachment}.main.t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
        )
        return attachment

    # -- values

    @pytest.mark.parametrize(("sql", "kind", "value"), VALUES, ids=[f"{kind} {sql}" for sql, kind, _ in VALUES])
    def test_values_are_as_results_promise(
        self, session: EngineSession, sql: str, kind: DataType, value: Value
    ) -> None:
        sql = f"SELECT {sql} UNION ALL SELECT NULL"
        [(found,), (nothing,)] = rows_of(session, sql, kind)
        assert session.query(sql, (ResultColumn("X", kind),), arrow=True).fetch(9) == [(found,), (nothing,)]
        assert (type(found), found, nothing) == (type(value), value, None)
        if isinstance(found, dt.datetime) and isinstance(value, dt.datetime):
            assert found.utcoffset() == value.utcoffset()
        if isinstance(found, decimal.Decimal) and isinstance(value, decimal.Decimal):
            assert found.as_tuple() == value.as_tuple()

    def test_rows_come_in_portions_and_in_order(self, session: EngineSession) -> None:
        columns = (ResultColumn("I", types.INTEGER), ResultColumn("T", types.TIMESTAMP_LTZ))
        epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        for sql, width in (("SELECT i", 1), ("SELECT i, to_timestamp(i)", 2)):
            stream = session.query(f"{sql} FROM range(20000) AS r(i) ORDER BY i", columns[:width])
            portions = [stream.fetch(7000) for _ in range(4)]
            assert [len(portion) for portion in portions] == [7000, 7000, 6000, 0]
            rows = [row for portion in portions for row in portion]
            assert rows == [(i, epoch + dt.timedelta(seconds=i))[:width] for i in range(20000)]

    @pytest.mark.parametrize("arrow", [False, True])
    def test_a_result_is_an_arrow_stream(self, session: EngineSession, *, arrow: bool) -> None:
        stream = session.query("SELECT i FROM range(300000) AS r(i)", ONE_COLUMN, arrow=arrow)
        table = pa.table(stream)
        assert table.column(0).to_pylist() == list(range(300000))

    @pytest.mark.parametrize("arrow", [False, True])
    def test_the_rest_of_a_result_is_an_arrow_stream(self, session: EngineSession, *, arrow: bool) -> None:
        for sql, kind in (("i", types.INTEGER), ("to_timestamp(i)", types.TIMESTAMP_LTZ)):
            stream = session.query(f"SELECT {sql} FROM range(20000) AS r(i)", (ResultColumn("X", kind),), arrow=arrow)
            assert len(stream.fetch(10)) == 10
            assert pa.table(stream).num_rows == 19990

    @pytest.mark.parametrize("arrow", [False, True])
    def test_the_error_behind_a_failed_arrow_stream_can_be_fetched(
        self, session: EngineSession, *, arrow: bool
    ) -> None:
        sql = "SELECT CAST(CASE WHEN i = 1900000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(2000000) AS r(i)"
        stream = session.query(sql, ONE_COLUMN, arrow=arrow)
        with pytest.raises(Exception, match=r"."):
            pa.table(stream)
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            stream.fetch(1)

    @pytest.mark.parametrize("arrow", [False, True])
    def test_an_arrow_stream_that_was_left_does_not_stop_the_next_query(
        self, session: EngineSession, *, arrow: bool
    ) -> None:
        stream = session.query("SELECT i FROM range(3000000) AS r(i)", ONE_COLUMN, arrow=arrow)
        reader = pa.RecordBatchReader.from_stream(stream)
        reader.read_next_batch()
        assert rows_of(session, ONE) == [(1,)]

    @pytest.mark.parametrize("arrow", [False, True])
    def test_a_closed_stream_frees_what_it_read(
        self, engine: Engine, session: EngineSession, database: str, *, arrow: bool
    ) -> None:
        stream = session.query(f"SELECT i FROM {database}.main.t, range(1000000)", ONE_COLUMN, arrow=arrow)
        stream.fetch(1)
        stream.close()
        engine.remove_database(database)
        assert list(engine.databases()) == []

    # -- parameters

    def test_parameters_are_values(self, session: EngineSession) -> None:
        sql = "SELECT $p1, $p2, $p3, $p4, $p5"
        kinds = (types.INTEGER, types.VARCHAR, number(5, 2), types.BINARY, types.DATE)
        values: Row = (5, "'; DROP TABLE t; --", decimal.Decimal("1.25"), b"\x00", dt.date(2024, 1, 1))
        parameters = {f"p{place}": value for place, value in enumerate(values, 1)}
        assert rows_of(session, sql, *kinds, **parameters) == [values]

    def test_an_aware_datetime_is_a_timestamp_tz(self, session: EngineSession) -> None:
        value = dt.datetime(2024, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))
        [(found,)] = rows_of(session, "SELECT $p1::STRUCT(utc TIMESTAMP, tz SMALLINT)", types.TIMESTAMP_TZ, p1=value)
        assert isinstance(found, dt.datetime)
        assert (found, found.utcoffset()) == (value, value.utcoffset())

    def test_parameters_that_a_statement_does_not_name_are_ignored(self, session: EngineSession) -> None:
        assert rows_of(session, "SELECT $p2", p1=1, p2=2) == [(2,)]

    def test_a_step_learns_how_many_rows_the_step_before_changed(self, session: EngineSession, database: str) -> None:
        table = f'"{database}".main.learnt'
        counted = EngineStep(f"INSERT INTO {table} VALUES ($mh_changed::BIGINT)")
        rows = EngineStep(f"INSERT INTO {table} SELECT unnest(range(5))")
        session.write(WriteUnit(database, (EngineStep(f"CREATE TABLE {table}(i BIGINT)"),)))
        assert session.write(WriteUnit(database, (rows, counted, counted))) == (5, 1, 1)
        assert rows_of(session, f"SELECT i::INTEGER FROM {table} ORDER BY rowid DESC LIMIT 2") == [(1,), (5,)]

    def test_a_missing_parameter_is_a_fault(self, session: EngineSession) -> None:
        with error_of(ErrorCode.INTERNAL):
            session.query("SELECT $p1", ONE_COLUMN)

    def test_sql_that_the_engine_does_not_understand_is_a_fault(self, session: EngineSession) -> None:
        with error_of(ErrorCode.INTERNAL):
            session.query("SELECT nothing_there(1)", ONE_COLUMN)

    # -- units

    def test_a_unit_answers_the_rows_of_each_step(self, session: EngineSession, database: str) -> None:
        t = f"{database}.main.t"
        assert run(
            session,
            database,
            f"INSERT INTO {t} VALUES (4, 'd'), (5, 'e')",
            f"UPDATE {t} SET s = 'x' WHERE i > 2",
            f"DELETE FROM {t} WHERE i = 1",
            f"ALTER TABLE {t} ADD COLUMN z INTEGER",
            f"SELECT count(*) FROM {t}",
        ) == (2, 3, 1, 0, 4)

    def test_nothing_of_a_failed_unit_stays(self, engine: Engine, session: EngineSession, database: str) -> None:
        unit = WriteUnit(
            database,
            (
                EngineStep(f"INSERT INTO {database}.main.t VALUES (4, 'd')"),
                EngineStep(f"INSERT INTO {database}.main.t SELECT NULL, 'e'"),
            ),
            put=(CatalogRecord(9, "TABLE", ""),),
        )
        with error_of(ErrorCode.NULL_NOT_ALLOWED):
            session.write(unit)
        assert rows_of(session, f"SELECT count(*) FROM {database}.main.t") == [(3,)]
        assert list(engine.databases()) == [StoredDatabase(database, RECORDS)]

    def test_a_refusing_step_with_a_row_fails_its_unit_and_shows_the_row(
        self, session: EngineSession, database: str
    ) -> None:
        unit = WriteUnit(
            database,
            (
                EngineStep(f"DELETE FROM {database}.main.t"),
                EngineStep("SELECT 7, 'seven', NULL", refuse=True),
            ),
        )
        with error_of(ErrorCode.NONDETERMINISTIC_DML) as caught:
            session.write(unit)
        assert caught.value.message.endswith('Row Values: [7, "seven", NULL]')
        assert rows_of(session, f"SELECT count(*) FROM {database}.main.t") == [(3,)]

    def test_a_refusing_step_without_rows_lets_its_unit_pass(self, session: EngineSession, database: str) -> None:
        steps = (EngineStep("SELECT 1 WHERE false", refuse=True), EngineStep(f"DELETE FROM {database}.main.t"))
        assert session.write(WriteUnit(database, steps)) == (0, 3)

    def test_units_beside_each_other_on_one_row_all_happen(self, engine: Engine, database: str) -> None:
        def count_up(_: int) -> None:
            session = engine.open_session()
            for _ in range(10):
                run(session, database, f"UPDATE {database}.main.t SET i = i + 1 WHERE s = 'a'", "SELECT 1")
            session.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(count_up, range(2)))
        session = engine.open_session()
        assert rows_of(session, f"SELECT i FROM {database}.main.t WHERE s = 'a'") == [(21,)]
        session.close()

    # -- transactions

    def test_a_transaction_is_seen_by_others_after_its_commit(
        self, session: EngineSession, other: EngineSession, database: str
    ) -> None:
        count = f"SELECT count(*) FROM {database}.main.t"
        session.begin()
        run(session, database, f"DELETE FROM {database}.main.t")
        assert (rows_of(session, count), rows_of(other, count)) == ([(0,)], [(3,)])
        session.commit()
        assert rows_of(other, count) == [(0,)]

    def test_a_rolled_back_transaction_leaves_no_trace(self, session: EngineSession, database: str) -> None:
        session.begin()
        run(session, database, f"DELETE FROM {database}.main.t", f"CREATE TABLE {database}.main.u(i INTEGER)")
        session.rollback()
        assert rows_of(session, f"SELECT count(*) FROM {database}.main.t") == [(3,)]
        with error_of(ErrorCode.INTERNAL):
            session.query(f"SELECT * FROM {database}.main.u", ONE_COLUMN)

    def test_a_failing_query_behind_a_write_fails_the_transaction(self, session: EngineSession, database: str) -> None:
        session.begin()
        run(session, database, f"DELETE FROM {database}.main.t")
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            rows_of(session, FAILING)
        assert session.failed
        session.rollback()
        assert rows_of(session, f"SELECT count(*) FROM {database}.main.t") == [(3,)]

    def test_a_failing_query_before_any_write_leaves_the_transaction_usable(
        self, session: EngineSession, database: str
    ) -> None:
        session.begin()
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            rows_of(session, FAILING)
        run(session, database, f"DELETE FROM {database}.main.t")
        session.commit()
        assert rows_of(session, f"SELECT count(*) FROM {database}.main.t") == [(0,)]

    def test_a_conflicting_write_in_a_transaction_is_a_serialization_error(
        self, session: EngineSession, other: EngineSession, database: str
    ) -> None:
        session.begin()
        run(session, database, f"UPDATE {database}.main.t SET s = 'mine' WHERE i = 1")
        other.begin()
        with error_of(ErrorCode.SERIALIZATION):
            run(other, database, f"UPDATE {database}.main.t SET s = 'yours' WHERE i = 1")
        assert other.failed
        session.commit()
        assert rows_of(session, f"SELECT s FROM {database}.main.t WHERE i = 1", types.VARCHAR) == [("mine",)]

    # -- temporary objects

    def test_temporary_tables_belong_to_their_session(self, session: EngineSession, other: EngineSession) -> None:
        run(session, "temp", "CREATE TEMP TABLE temp.main.x AS SELECT 1 AS i")
        assert rows_of(session, "SELECT i FROM temp.main.x") == [(1,)]
        with error_of(ErrorCode.INTERNAL):
            other.query("SELECT i FROM temp.main.x", ONE_COLUMN)

    def test_temporary_tables_take_part_in_a_transaction_that_writes_elsewhere(
        self, session: EngineSession, database: str
    ) -> None:
        session.begin()
        run(session, "temp", "CREATE TEMP TABLE temp.main.x AS SELECT 1 AS i")
        run(session, database, f"DELETE FROM {database}.main.t")
        run(session, "temp", "INSERT INTO temp.main.x VALUES (2)")
        session.commit()
        assert rows_of(session, "SELECT sum(i) FROM temp.main.x") == [(3,)]

    def test_provided_rows_are_readable_with_their_types(self, session: EngineSession) -> None:
        columns = tuple((f"C{place}", kind) for place, (_, kind, _) in enumerate(VALUES))
        row: Row = tuple(value for _, _, value in VALUES[:2])
        nothing: Row = (None, None)
        session.provide(RowsRelation("R", columns[:2], (row, nothing)))
        assert rows_of(session, 'SELECT * FROM temp.main."R"', *(kind for _, kind in columns[:2])) == [row, nothing]

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (types.INTEGER, 10**37),
            (number(10, 2), decimal.Decimal("1.50")),
            (types.FLOAT, 0.5),
            (types.VARCHAR, "☃"),
            (types.BINARY, b"\x00"),
            (types.BOOLEAN, False),
            (types.DATE, dt.date(2024, 2, 29)),
            (types.TIME, dt.time(1, 2, 3, 4)),
            (types.TIMESTAMP_NTZ, dt.datetime(2024, 1, 1, 1, 1, 1, 1)),  # noqa: DTZ001
            (types.TIMESTAMP_LTZ, dt.datetime(2024, 1, 1, 1, 1, 1, 1, tzinfo=dt.UTC)),
            (types.TIMESTAMP_TZ, dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=-8)))),
            (types.VARIANT, '{"a":1}'),
            (types.NULL, None),
        ],
        ids=str,
    )
    def test_provided_values_come_back(self, session: EngineSession, kind: DataType, value: Value) -> None:
        session.provide(RowsRelation("R", (("X", kind),), ((value,), (None,))))
        assert rows_of(session, 'SELECT "X" FROM temp.main."R"', kind) == [(value,), (None,)]

    @pytest.mark.parametrize(
        ("kind", "given", "value"),
        [
            (types.INTEGER, pa.array([5, None], pa.int8()), 5),
            (types.INTEGER, pa.array([10**37, None], pa.decimal128(38, 0)), 10**37),
            (number(10, 2), pa.array([decimal.Decimal("1.50"), None], pa.decimal128(38, 2)), decimal.Decimal("1.50")),
            (types.VARCHAR, pa.array(["☃", None]), "☃"),
            (
                types.TIMESTAMP_LTZ,
                pa.array([0, None], pa.timestamp("us", "UTC")),
                dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
            ),
            (
                types.TIMESTAMP_TZ,
                pa.array([{"utc": dt.datetime(2024, 1, 1), "tz": -480}, None]),  # noqa: DTZ001
                dt.datetime(2023, 12, 31, 16, tzinfo=dt.timezone(dt.timedelta(hours=-8))),
            ),
            (types.NULL, pa.array([None, None], pa.string()), None),
        ],
        ids=str,
    )
    def test_provided_arrow_comes_back(
        self, session: EngineSession, kind: DataType, given: pa.Array, value: Value
    ) -> None:
        parts = (pa.table({"whatever": given[:1]}), pa.table({"whatever": given[1:]}))
        session.provide(ArrowRelation("R", (("X", kind),), parts))
        assert rows_of(session, 'SELECT "X" FROM temp.main."R"', kind) == [(value,), (None,)]

    def test_provided_numbers_have_the_digits_of_their_type(self, session: EngineSession) -> None:
        wide = pa.table({"x": pa.array([decimal.Decimal("1.50")], pa.decimal128(38, 2))})
        session.provide(ArrowRelation("R", (("X", number(10, 2)),), (wide,)))
        product = rows_of(session, 'SELECT "X" * "X" * "X" FROM temp.main."R"', number(30, 6))
        assert product == [(decimal.Decimal("3.375000"),)]

    def test_provided_arrow_may_have_no_rows(self, session: EngineSession) -> None:
        session.provide(ArrowRelation("R", (("X", types.INTEGER),), (pa.table({"x": pa.array([], pa.int64())}),)))
        assert rows_of(session, 'SELECT "X" FROM temp.main."R"') == []

    def test_providing_again_replaces_rows_and_columns(self, session: EngineSession) -> None:
        session.provide(RowsRelation("R", (("A", types.INTEGER),), ((1,),)))
        session.provide(RowsRelation("R", (("B", types.VARCHAR),), ()))
        assert rows_of(session, 'SELECT "B" FROM temp.main."R"', types.VARCHAR) == []

    def test_provided_rows_outlive_a_rollback(self, session: EngineSession, database: str) -> None:
        session.begin()
        run(session, database, f"DELETE FROM {database}.main.t")
        session.provide(RowsRelation("R", (("A", types.INTEGER),), ((1,),)))
        session.rollback()
        assert rows_of(session, 'SELECT "A" FROM temp.main."R"') == [(1,)]

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            (types.INTEGER, (1, None, -(10**37))),
            (number(10, 2), (decimal.Decimal("1.50"), None)),
            (types.VARCHAR, ("☃", "", None)),
            (types.TIMESTAMP_LTZ, (dt.datetime(2024, 1, 1, 1, 1, 1, 1, tzinfo=dt.UTC), None)),
            (types.TIMESTAMP_TZ, (dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=-8))), None)),
            (types.NULL, (None, None)),
            (types.BOOLEAN, ()),
        ],
        ids=str,
    )
    def test_provided_columns_come_back(
        self, session: EngineSession, kind: DataType, values: tuple[Value, ...]
    ) -> None:
        session.provide(ColumnsRelation("R", (("X", kind),), (values,)))
        assert rows_of(session, 'SELECT "X" FROM temp.main."R"', kind) == [(value,) for value in values]

    @pytest.mark.parametrize(
        ("kind", "text", "shown"),
        [(types.VARIANT, "[1.50]", "[1.5]"), (types.OBJECT, '{ "a": 1 }', '{"a":1}'), (types.ARRAY, "[ 1 ]", "[1]")],
        ids=str,
    )
    def test_provided_columns_of_documents_are_given_as_json_text(
        self, session: EngineSession, kind: DataType, text: str, shown: str
    ) -> None:
        session.provide(ColumnsRelation("R", (("X", kind),), ((text, None),)))
        assert rows_of(session, 'SELECT mh_out("X") FROM temp.main."R"', types.VARCHAR) == [(shown,), (None,)]

    def test_a_provided_document_that_is_no_json_is_refused(self, session: EngineSession) -> None:
        with error_of(ErrorCode.JSON_INVALID):
            session.provide(ColumnsRelation("R", (("X", types.VARIANT),), (("{",),)))

    def test_the_rows_of_a_query_are_provided_as_they_were(self, session: EngineSession) -> None:
        session.provide(RowsRelation("A", (("X", types.INTEGER),), ((1,),)))
        session.provide(QueryRelation("R", 'SELECT "X" + 1 AS "Y" FROM temp.main."A"'))
        session.provide(RowsRelation("A", (("X", types.INTEGER),), ((7,),)))
        assert rows_of(session, 'SELECT "Y" FROM temp.main."R"') == [(2,)]

    def test_a_view_shows_the_rows_of_its_query_as_they_are(self, session: EngineSession) -> None:
        session.provide(RowsRelation("A", (("X", types.INTEGER),), ((1,),)))
        session.provide(ViewRelation("R", 'SELECT "X" + 1 AS "Y" FROM temp.main."A"'))
        session.provide(RowsRelation("A", (("X", types.INTEGER),), ((7,),)))
        assert rows_of(session, 'SELECT "Y" FROM temp.main."R"') == [(8,)]

    def test_a_withdrawn_view_leaves_its_name_to_others(self, session: EngineSession) -> None:
        session.provide(ViewRelation("R", "SELECT 1 AS x"))
        session.withdraw("R")
        with error_of(ErrorCode.INTERNAL):
            rows_of(session, 'SELECT x FROM temp.main."R"')
        session.provide(RowsRelation("R", (("X", types.INTEGER),), ((1,),)))
        session.withdraw("R")
        session.provide(ViewRelation("R", "SELECT 2 AS x"))
        assert rows_of(session, 'SELECT x FROM temp.main."R"') == [(2,)]

    def test_what_is_withdrawn_is_gone_and_nothing_else(self, session: EngineSession) -> None:
        for name in ("R", "S"):
            session.provide(RowsRelation(name, (("X", types.INTEGER),), ((1,),)))
        session.withdraw("R")
        session.withdraw("R")
        assert rows_of(session, 'SELECT "X" FROM temp.main."S"') == [(1,)]
        with error_of(ErrorCode.INTERNAL):
            rows_of(session, 'SELECT "X" FROM temp.main."R"')

    def test_what_is_withdrawn_does_not_come_back_with_a_rollback(self, session: EngineSession, database: str) -> None:
        session.begin()
        run(session, database, f"DELETE FROM {database}.main.t")
        session.provide(RowsRelation("R", (("X", types.INTEGER),), ((1,),)))
        session.withdraw("R")
        session.rollback()
        with error_of(ErrorCode.INTERNAL):
            rows_of(session, 'SELECT "X" FROM temp.main."R"')

    # -- time zone

    def test_the_time_zone_is_the_sessions_own(self, session: EngineSession, other: EngineSession) -> None:
        session.set_time_zone("Asia/Tokyo")
        sql = "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00'::VARCHAR"
        assert rows_of(session, sql, types.VARCHAR) == [("2024-01-01 09:00:00+09",)]
        assert rows_of(other, sql, types.VARCHAR) == [("2024-01-01 00:00:00+00",)]

    @pytest.mark.parametrize("name", ["Nowhere/City", "", "x'; DROP TABLE t"])
    def test_an_unknown_time_zone_is_an_invalid_value(self, session: EngineSession, name: str) -> None:
        with error_of(ErrorCode.INVALID_VALUE):
            session.set_time_zone(name)

    # -- interrupts

    @pytest.mark.parametrize("way", ["query", "write", "unit", "arrow", "slow arrow"])
    def test_an_interrupt_cancels_what_runs(self, session: EngineSession, database: str, way: str) -> None:
        insert = f"INSERT INTO {database}.main.t SELECT count(*), 'x' FROM range(100000000000) AS r(i) WHERE i % 7 = 3"
        timer = threading.Timer(0.1, session.interrupt)
        timer.start()
        begun = time.monotonic()
        with error_of(ErrorCode.CANCELLED):
            match way:
                case "query":
                    session.query(SLOW, ONE_COLUMN).fetch(1)
                case "write":
                    run(session, database, insert)
                case "unit":
                    run(session, database, f"DELETE FROM {database}.main.t", insert)
                case _:
                    sql = SLOW if way == "slow arrow" else "SELECT * FROM range(100000000000)"
                    stream = session.query(sql, ONE_COLUMN, arrow=way == "slow arrow")
                    with pytest.raises(Exception, match=r"."):
                        pa.table(stream)
                    stream.fetch(1)
        timer.join()
        assert time.monotonic() - begun < 5
        assert rows_of(session, f"SELECT count(*) FROM {database}.main.t") == [(3,)]

    def test_an_interrupt_between_two_portions_cancels_the_rest(self, session: EngineSession) -> None:
        stream = session.query("SELECT i FROM range(1000000) AS r(i)", ONE_COLUMN)
        stream.fetch(10)
        session.interrupt()
        with error_of(ErrorCode.CANCELLED):
            stream.fetch(10)
        assert rows_of(session, ONE) == [(1,)]

    def test_interrupts_never_hit_a_later_statement(self, session: EngineSession) -> None:
        stop = threading.Event()

        def disturb() -> None:
            while not stop.is_set():
                session.interrupt()

        disturber = threading.Thread(target=disturb)
        disturber.start()
        hit = [_is_cancelled(session) for _ in range(200)]
        stop.set()
        disturber.join()
        assert rows_of(session, ONE) == [(1,)]
        assert any(hit)

    def test_the_largest_version_of_any_row_is_found(
        self, engine: Engine, session: EngineSession, database: str
    ) -> None:
        main = f"{database}.main"
        run(
            session,
            database,
            f"CREATE TABLE {main}.t_7(_row_id BIGINT, _created BIGINT)",
            f"CREATE TABLE {main}.h_7(_deleted BIGINT, _row_id BIGINT, _created BIGINT)",
            f"INSERT INTO {main}.t_7 VALUES (1, 41)",
            f"INSERT INTO {main}.h_7 VALUES (42, 1, 7)",
        )
        assert engine.last_version() == 42

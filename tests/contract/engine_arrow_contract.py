"""What every engine that runs SQL promises about results as Arrow: the types of `mockhaus.domain.results`."""

from __future__ import annotations

import datetime as dt
import decimal
import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Value
from mockhaus.domain.types import DataType, ResultColumn, fractional, number
from mockhaus.ports.engine import Engine, EngineSession, EngineStep, WriteUnit
from tests.contract.engine_contract import ONE, ONE_COLUMN, error_of, rows_of

WIDE = pa.decimal128(38, 0)
MOMENT = pa.timestamp("us")
INSTANT = pa.timestamp("us", "UTC")
ZONED = pa.struct([("utc", MOMENT), ("tz", pa.int16())])


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def _naive(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def _zoned(sql: str, minutes: int) -> str:
    return f"{{'utc': TIMESTAMP '{sql}', 'tz': ({minutes})::SMALLINT}}"


def _dec(text: str) -> decimal.Decimal:
    return decimal.Decimal(text)


CASES: tuple[tuple[str, DataType, pa.DataType, object], ...] = (
    ("(-128)::TINYINT", types.INTEGER, pa.int8(), -128),
    ("9223372036854775807::BIGINT", types.INTEGER, pa.int64(), 2**63 - 1),
    ("255::UTINYINT", types.INTEGER, pa.int16(), 255),
    ("4294967295::UINTEGER", types.INTEGER, pa.int64(), 2**32 - 1),
    ("18446744073709551615::UBIGINT", types.INTEGER, WIDE, 2**64 - 1),
    ("(-5)::HUGEINT", types.INTEGER, WIDE, -5),
    ("(-99999999999999999999999999999999999999)::DECIMAL(38,0)", types.INTEGER, WIDE, -(10**38) + 1),
    ("7::DECIMAL(4,0)", types.INTEGER, WIDE, 7),
    ("2.5::DOUBLE", types.INTEGER, WIDE, 3),
    ("-2.5::DECIMAL(5,2)", types.INTEGER, WIDE, -3),
    ("1.50::DECIMAL(10,2)", number(10, 2), pa.decimal128(10, 2), _dec("1.50")),
    ("0.1234567890123456789012345678901234567::DECIMAL(38,37)", number(38, 37), pa.decimal128(38, 37),
     _dec("0.1234567890123456789012345678901234567")),
    ("1.5::DECIMAL(10,1)", number(10, 3), pa.decimal128(38, 3), _dec("1.500")),
    ("1.25::DECIMAL(10,2)", number(10, 1), pa.decimal128(38, 1), _dec("1.3")),
    ("(-1.25)::DECIMAL(10,2)", number(10, 1), pa.decimal128(38, 1), _dec("-1.3")),
    ("7", number(10, 2), pa.decimal128(38, 2), _dec("7.00")),
    ("7::BIGINT", number(38, 30), pa.decimal128(38, 30), _dec("7." + "0" * 30)),
    ("0.125::DOUBLE", number(10, 2), pa.decimal128(38, 2), _dec("0.13")),
    ("0.1::DOUBLE", types.FLOAT, pa.float64(), 0.1),
    ("0.5::FLOAT", types.FLOAT, pa.float64(), 0.5),
    ("'-inf'::DOUBLE", types.FLOAT, pa.float64(), float("-inf")),
    ("0.1::DECIMAL(3,1)", types.FLOAT, pa.float64(), 0.1),
    ("2::HUGEINT", types.FLOAT, pa.float64(), 2.0),
    ("'ünï ☃'", types.VARCHAR, pa.utf8(), "ünï ☃"),
    ("'a'::ENUM('a', 'b')", types.VARCHAR, pa.utf8(), "a"),
    ("''", types.VARCHAR, pa.utf8(), ""),
    ("'\\x00\\xFF'::BLOB", types.BINARY, pa.binary(), b"\x00\xff"),
    ("false", types.BOOLEAN, pa.bool_(), False),
    ("DATE '0001-01-01'", types.DATE, pa.date32(), dt.date(1, 1, 1)),
    ("DATE '9999-12-31'", types.DATE, pa.date32(), dt.date(9999, 12, 31)),
    ("TIMESTAMP '1969-12-31 12:00:00'", types.DATE, pa.date32(), dt.date(1969, 12, 31)),
    ("TIME '23:59:59.999999'", types.TIME, pa.time64("us"), dt.time(23, 59, 59, 999999)),
    ("TIMESTAMP '0001-01-01 00:00:00'", types.TIMESTAMP_NTZ, MOMENT, _naive(1, 1, 1)),
    ("TIMESTAMP '9999-12-31 23:59:59.999999'", types.TIMESTAMP_NTZ, MOMENT,
     _naive(9999, 12, 31, 23, 59, 59, 999999)),
    ("TIMESTAMP_S '1969-12-31 23:59:59'", types.TIMESTAMP_NTZ, MOMENT, _naive(1969, 12, 31, 23, 59, 59)),
    ("DATE '9999-12-31'", types.TIMESTAMP_NTZ, MOMENT, _naive(9999, 12, 31)),
    ("TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'", types.TIMESTAMP_LTZ, INSTANT,
     _utc(9999, 12, 31, 23, 59, 59, 999999)),
    ("TIMESTAMPTZ '0001-01-01 00:00:00+00'", fractional(types.Kind.TIMESTAMP_LTZ, 3), INSTANT, _utc(1, 1, 1)),
    ("TIMESTAMP '2024-01-01 00:00:00'", types.TIMESTAMP_LTZ, INSTANT, _utc(2024, 1, 1)),
    (_zoned("1969-12-31 23:30:00", -90), types.TIMESTAMP_TZ, ZONED, {"utc": _naive(1969, 12, 31, 23, 30), "tz": -90}),
    ("{'utc': TIMESTAMP '2024-01-01', 'tz': 60}", types.TIMESTAMP_TZ, ZONED, {"utc": _naive(2024, 1, 1), "tz": 60}),
    ("'{\"a\":1}'::JSON", types.VARIANT, pa.utf8(), '{"a":1}'),
    ("'[undefined]'", types.ARRAY, pa.utf8(), "[undefined]"),
)  # fmt: skip
OF_EACH_KIND: tuple[DataType, ...] = (
    types.INTEGER, number(10, 2), types.FLOAT, types.VARCHAR, types.BINARY, types.BOOLEAN, types.DATE, types.TIME,
    types.TIMESTAMP_NTZ, types.TIMESTAMP_LTZ, types.TIMESTAMP_TZ, types.VARIANT, types.OBJECT, types.ARRAY, types.NULL,
)  # fmt: skip
MIXED = (
    "SELECT i, CASE WHEN i % 3 > 0 THEN i / 100::DECIMAL(10,2) END::DECIMAL(10,2), 'x' || i, "
    "CASE WHEN i % 7 > 0 THEN {'utc': make_timestamp(i * 1000000), 'tz': 60::SMALLINT} END "
    "FROM range(20000) AS r(i) ORDER BY i"
)
MIXED_COLUMNS = (
    ResultColumn("I", types.INTEGER),
    ResultColumn("D", number(10, 2)),
    ResultColumn("S", types.VARCHAR),
    ResultColumn("Z", types.TIMESTAMP_TZ),
)


def _comparable(value: object) -> object:
    """Instants of Arrow have a zone of their own kind."""
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo else value


def _zoned_pair(value: Value) -> object:
    """A TIMESTAMP_TZ of a row as it is in Arrow."""
    if not isinstance(value, dt.datetime):
        return value
    offset = value.utcoffset() or dt.timedelta()
    return {"utc": value.astimezone(dt.UTC).replace(tzinfo=None), "tz": offset // dt.timedelta(minutes=1)}


def _may_be(kind: DataType, found: pa.DataType) -> bool:
    """Whether a column of nulls may have this Arrow type."""
    if kind.kind is types.Kind.NUMBER:
        return (pa.types.is_decimal128(found) and found.scale == kind.scale) or (
            kind.scale == 0 and pa.types.is_signed_integer(found)
        )
    return found in {promised for _, case, promised, _ in CASES if case.kind is kind.kind} | (
        {pa.utf8()} if kind.kind in (types.Kind.NULL, types.Kind.OBJECT) else set()
    )


@pytest.mark.parametrize("arrow", [False, True])
class EngineArrowContract:
    """Results read as Arrow, whether the query said that they would be or not."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError(f"{type(self).__name__} must provide the engine fixture")

    @pytest.fixture
    def session(self, engine: Engine) -> Iterator[EngineSession]:
        opened = engine.open_session()
        yield opened
        opened.close()

    @pytest.mark.parametrize(
        ("sql", "kind", "promised", "value"), CASES, ids=[f"{case[1]} {case[0]}" for case in CASES]
    )
    def test_values_have_the_promised_arrow_types(
        self, session: EngineSession, sql: str, kind: DataType, promised: pa.DataType, value: object, *, arrow: bool
    ) -> None:
        columns = (ResultColumn("A b", kind),)
        table = pa.table(session.query(f"SELECT {sql} AS x UNION ALL SELECT NULL", columns, arrow=arrow))
        assert table.schema.equals(pa.schema([("A b", promised)]), check_metadata=True)
        table.validate(full=True)
        assert [_comparable(item) for item in table.column(0).to_pylist()] == [value, None]

    @pytest.mark.parametrize("kind", OF_EACH_KIND, ids=str)
    def test_nulls_alone_have_a_type_that_the_column_may_have(
        self, session: EngineSession, kind: DataType, *, arrow: bool
    ) -> None:
        found = pa.table(session.query("SELECT NULL", (ResultColumn("X", kind),), arrow=arrow))
        untyped = pa.table(session.query("SELECT NULL UNION ALL SELECT NULL", (ResultColumn("X", kind),), arrow=arrow))
        for table in (found, untyped):
            assert _may_be(kind, table.schema.field(0).type)
            assert table.column(0).null_count == table.num_rows > 0

    @pytest.mark.parametrize("sql", ["'nan'::DOUBLE", "'-inf'::DOUBLE", "1e39::DOUBLE", "-1e300::DOUBLE"])
    @pytest.mark.parametrize("scale", [0, 2])
    def test_what_no_number_can_be_is_out_of_range(
        self, session: EngineSession, sql: str, scale: int, *, arrow: bool
    ) -> None:
        stream = session.query(f"SELECT {sql}", (ResultColumn("X", number(38, scale)),), arrow=arrow)
        for _ in range(2):
            with error_of(ErrorCode.NUMERIC_OUT_OF_RANGE):
                stream.fetch(1)
        stream = session.query(f"SELECT {sql}", (ResultColumn("X", number(38, scale)),), arrow=arrow)
        with pytest.raises(Exception, match=r"."):
            pa.table(stream)
        with error_of(ErrorCode.NUMERIC_OUT_OF_RANGE):
            stream.fetch(1)

    @pytest.mark.parametrize("sql", ["42::HUGEINT", "42::DECIMAL(38,0)", "42::DECIMAL(5,0)", "42::UBIGINT", "42"])
    def test_a_whole_number_is_an_int_in_rows_also_beside_an_instant(
        self, session: EngineSession, sql: str, *, arrow: bool
    ) -> None:
        columns = (ResultColumn("N", types.INTEGER), ResultColumn("T", types.TIMESTAMP_LTZ))
        [(found, _)] = session.query(f"SELECT {sql}, TIMESTAMPTZ '2024-01-01 00:00:00+00'", columns, arrow=arrow).fetch(
            9
        )
        assert (type(found), found) == (int, 42)

    def test_a_struct_of_nulls_is_a_null(self, session: EngineSession, *, arrow: bool) -> None:
        sql = "SELECT {'utc': NULL::TIMESTAMP, 'tz': NULL::SMALLINT}"
        table = pa.table(session.query(sql, (ResultColumn("X", types.TIMESTAMP_TZ),), arrow=arrow))
        assert table.column(0).null_count == 1

    def test_columns_of_one_name_stay_apart(self, session: EngineSession, *, arrow: bool) -> None:
        columns = (ResultColumn("X", types.INTEGER), ResultColumn("X", types.VARCHAR))
        table = pa.table(session.query("SELECT 1, 'a'", columns, arrow=arrow))
        assert table.schema.names == ["X", "X"]
        assert [column.to_pylist() for column in table.columns] == [[1], ["a"]]

    def test_an_instant_is_in_utc_in_any_time_zone(self, session: EngineSession, *, arrow: bool) -> None:
        session.set_time_zone("America/Los_Angeles")
        columns = (ResultColumn("X", types.TIMESTAMP_LTZ),)
        table = pa.table(session.query("SELECT TIMESTAMPTZ '2024-07-01 12:00:00+00'", columns, arrow=arrow))
        assert table.schema.field(0).type == INSTANT
        assert _comparable(table.column(0)[0].as_py()) == _utc(2024, 7, 1, 12)

    def test_an_empty_result_has_its_types(self, session: EngineSession, *, arrow: bool) -> None:
        columns = (ResultColumn("I", types.INTEGER), ResultColumn("Z", types.TIMESTAMP_TZ))
        sql = f"SELECT 1::BIGINT, {_zoned('2024-01-01', 0)} WHERE false"
        table = pa.table(session.query(sql, columns, arrow=arrow))
        assert table.schema == pa.schema([("I", pa.int64()), ("Z", ZONED)])
        assert table.num_rows == 0

    def test_a_result_read_to_its_end_gives_an_empty_stream(self, session: EngineSession, *, arrow: bool) -> None:
        stream = session.query("SELECT 1.5, 'a'", MIXED_COLUMNS[1:3], arrow=arrow)
        assert len(stream.fetch(100)) == 1
        table = pa.table(stream)
        assert (table.schema.names, table.num_rows, table.schema.field(1).type) == (["D", "S"], 0, pa.utf8())

    @pytest.mark.parametrize("portions", [(1,), (100,), (2047, 1), (2048,), (2049, 3000), (8192,), (19999,), (20000,)])
    def test_the_first_rows_and_the_rest_as_arrow_are_the_whole_result(
        self, session: EngineSession, portions: tuple[int, ...], *, arrow: bool
    ) -> None:
        whole = rows_of(session, MIXED, *(column.type for column in MIXED_COLUMNS))
        stream = session.query(MIXED, MIXED_COLUMNS, arrow=arrow)
        first = [row for portion in portions for row in stream.fetch(portion)]
        rest = pa.table(stream)
        assert first == whole[: sum(portions)]
        columns = list(zip(*whole[sum(portions) :], strict=True)) or [()] * 4
        assert [rest.column(place).to_pylist() for place in range(3)] == [list(column) for column in columns[:3]]
        assert rest.column(3).to_pylist() == [_zoned_pair(value) for value in columns[3]]

    def test_an_error_after_the_first_rows_ends_the_arrow_stream_and_can_be_fetched(
        self, session: EngineSession, *, arrow: bool
    ) -> None:
        sql = "SELECT CAST(CASE WHEN i = 19000000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(20000000) AS r(i)"
        stream = session.query(sql, ONE_COLUMN, arrow=arrow)  # far away: the engine computes ahead of what is fetched
        assert len(stream.fetch(100)) == 100
        with pytest.raises(Exception, match=r"."):
            pa.table(stream)
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            stream.fetch(1)
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            pa.table(stream)
        assert rows_of(session, ONE) == [(1,)]

    def test_a_cancelled_result_ends_its_arrow_stream(self, session: EngineSession, *, arrow: bool) -> None:
        stream = session.query("SELECT i FROM range(100000000000) AS r(i)", ONE_COLUMN, arrow=arrow)
        assert len(stream.fetch(100)) == 100
        stopper = threading.Timer(0.1, session.interrupt)
        stopper.start()
        with pytest.raises(Exception, match=r"."):
            for _ in pa.RecordBatchReader.from_stream(stream):
                pass
        stopper.join()
        with pytest.raises(SnowflakeError) as caught:
            stream.fetch(1)
        assert caught.value.error is ErrorCode.CANCELLED
        assert rows_of(session, ONE) == [(1,)]

    @pytest.mark.parametrize("wanted", [0, 1, 2, 3, 9])
    def test_a_result_can_be_read_beside_rows_that_were_not_read(
        self, session: EngineSession, wanted: int, *, arrow: bool
    ) -> None:
        column = (ResultColumn("N", types.INTEGER),)
        session.query("SELECT * FROM range(3)", column).fetch(wanted)
        assert session.query("SELECT * FROM range(3)", column, arrow=arrow).fetch(9) == [(0,), (1,), (2,)]

    def test_a_result_can_be_read_after_a_look_at_the_health(self, session: EngineSession, *, arrow: bool) -> None:
        assert session.healthy()
        assert session.query(ONE, ONE_COLUMN, arrow=arrow).fetch(9) == [(1,)]

    def test_a_result_can_be_read_after_an_error_in_a_transaction(self, session: EngineSession, *, arrow: bool) -> None:
        session.begin()
        session.write(WriteUnit("temp", (EngineStep("CREATE TEMP TABLE made AS SELECT 1 AS a"),)))
        with pytest.raises(SnowflakeError):
            session.query("SELECT 'x'::INTEGER", ONE_COLUMN).fetch(1)
        session.rollback()
        assert session.query(ONE, ONE_COLUMN, arrow=arrow).fetch(9) == [(1,)]

    def test_a_result_can_be_read_after_a_refused_change(self, session: EngineSession, *, arrow: bool) -> None:
        rows = EngineStep("SELECT * FROM range(3)", refuse=True)
        with error_of(ErrorCode.NONDETERMINISTIC_DML):
            session.write(WriteUnit("temp", (rows,)))
        assert session.query(ONE, ONE_COLUMN, arrow=arrow).fetch(9) == [(1,)]

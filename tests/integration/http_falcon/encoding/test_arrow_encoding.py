from __future__ import annotations

import datetime as dt
import decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus.domain import types
from mockhaus.domain.json_layout import laid_out
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind, ResultColumn, fractional, number
from mockhaus_adapters.http_falcon.encoding import arrow
from tests.support import encodings

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001
DECIMAL_38 = decimal.Context(prec=38)


def decoded(data: bytes) -> list[Row]:
    """The rows of a stream, read by its metadata alone; no bytes are no rows."""
    if not data:
        return []
    table = pa.ipc.open_stream(data).read_all()
    table.validate(full=True)
    columns = [
        [None if item is None else _value(field, item) for item in table.column(place).to_pylist()]
        for place, field in enumerate(table.schema)
    ]
    return list(zip(*columns, strict=True))


def _value(field: pa.Field, item: Any) -> Value:
    scale = int(field.metadata[b"scale"])
    match field.metadata[b"logicalType"].decode():
        case "FIXED":
            if isinstance(item, decimal.Decimal):
                return item if scale else int(item)
            return decimal.Decimal(item).scaleb(-scale, DECIMAL_38) if scale else int(item)
        case "TIME":
            return (EPOCH + _since(item, scale)).time()
        case "TIMESTAMP_NTZ":
            return EPOCH + _since(item, scale)
        case "TIMESTAMP_LTZ":
            return (EPOCH + _since(item, scale)).replace(tzinfo=dt.UTC)
        case "TIMESTAMP_TZ":
            zone = dt.timezone(dt.timedelta(minutes=item["timezone"] - 1440))
            since = _since(item if "fraction" in item else item["epoch"], scale)
            return (EPOCH + since).replace(tzinfo=dt.UTC).astimezone(zone)
    return item  # type: ignore[no-any-return]


def _since(item: Any, scale: int) -> dt.timedelta:
    nanoseconds = item["epoch"] * 10**9 + item["fraction"] if isinstance(item, dict) else item * 10 ** (9 - scale)
    assert nanoseconds % 1000 == 0
    return dt.timedelta(microseconds=nanoseconds // 1000)


def printed(columns: tuple[ResultColumn, ...], rows: list[Row]) -> list[Row]:
    """Rows with documents laid out over lines."""
    return [
        tuple(
            laid_out(value, 2) if column.type.kind in SEMI_STRUCTURED and isinstance(value, str) else value
            for column, value in zip(columns, row, strict=True)
        )
        for row in rows
    ]


def exactly(rows: list[Row]) -> list[list[tuple[type, str]]]:
    """Rows such that 1 and 1.0, 1.5 and 1.50, and one instant at two offsets, differ."""
    return [[(type(value), str(value)) for value in row] for row in rows]


def columns_of(*data_types: DataType) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(f"C{place}", data_type) for place, data_type in enumerate(data_types))


def field_of(data: bytes) -> pa.Field:
    return pa.ipc.open_stream(data).schema.field(0)


def metadata_of(field: pa.Field) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in field.metadata.items()}


@pytest.mark.parametrize("data_type", encodings.TYPES, ids=str)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_goes_in_comes_out(data_type: DataType, data: st.DataObject) -> None:
    columns = columns_of(data_type)
    rows = data.draw(encodings.rows(columns, longest=20))
    expected = exactly(printed(columns, rows))
    assert exactly(decoded(arrow.encode_rows(columns, rows))) == expected
    table = encodings.table(columns, rows)
    assert exactly(decoded(arrow.encode(columns, table))) == expected
    batches = pa.Table.from_batches(table.to_batches(max_chunksize=3), table.schema)
    assert exactly(decoded(arrow.encode(columns, batches))) == expected


@given(encodings.rows(shortest=1))
@settings(max_examples=10, deadline=None)
def test_rows_and_arrow_are_encoded_alike(rows: list[Row]) -> None:
    columns = encodings.EVERY_TYPE
    from_rows = pa.ipc.open_stream(arrow.encode_rows(columns, rows)).read_all()
    from_arrow = pa.ipc.open_stream(arrow.encode(columns, encodings.table(columns, rows))).read_all()
    assert from_rows.schema.equals(from_arrow.schema, check_metadata=True)
    assert from_rows.equals(from_arrow)


@pytest.mark.parametrize(
    ("data_type", "value"),
    [
        (types.DATE, dt.date(1, 1, 1)),
        (types.DATE, dt.date(9999, 12, 31)),
        *(
            (fractional(kind, digits), moment.replace(tzinfo=zone))
            for digits in (0, 3, 7, 9)
            for kind, zone in ((Kind.TIMESTAMP_NTZ, None), (Kind.TIMESTAMP_LTZ, dt.UTC), (Kind.TIMESTAMP_TZ, dt.UTC))
            for moment in (encodings.FIRST, encodings.cut(encodings.LAST, digits))
        ),
        (number(38, 0), 10**38 - 1),
        (number(38, 0), -(10**38) + 1),
        (number(38, 37), decimal.Decimal("9.9999999999999999999999999999999999999")),
    ],
)
def test_extremes_come_out(data_type: DataType, value: Value) -> None:
    columns = columns_of(data_type)
    rows: list[Row] = [(value,), (None,)]
    assert decoded(arrow.encode_rows(columns, rows)) == rows
    assert decoded(arrow.encode(columns, encodings.table(columns, rows))) == rows


@pytest.mark.parametrize(
    ("value", "arrow_type"),
    [
        (127, pa.int8()),
        (-128, pa.int8()),
        (128, pa.int16()),
        (-32769, pa.int32()),
        (2**31, pa.int64()),
        (-(2**63), pa.int64()),
        (2**63, pa.decimal128(38, 0)),
        (None, pa.int8()),
    ],
)
def test_an_integer_takes_the_bytes_that_it_needs(value: int | None, arrow_type: pa.DataType) -> None:
    columns = columns_of(types.INTEGER)
    for data in (arrow.encode_rows(columns, [(value,)]), arrow.encode(columns, encodings.table(columns, [(value,)]))):
        field = field_of(data)
        assert field.type == arrow_type
        assert field.metadata[b"byteLength"] == str(arrow_type.bit_width // 8).encode()


def test_a_number_with_a_scale_is_unscaled() -> None:
    data = arrow.encode_rows(columns_of(number(10, 2)), [(decimal.Decimal("1.50"),), (decimal.Decimal("-0.01"),)])
    assert pa.ipc.open_stream(data).read_all().column(0) == pa.chunked_array([pa.array([150, -1], pa.int16())])


def test_a_field_says_what_its_values_are() -> None:
    columns = (ResultColumn("a b", number(10, 2, nullable=False)), ResultColumn("T", types.varchar(5)))
    fixed, text = arrow.schema_of(columns, (8, 0))
    assert (fixed.name, fixed.nullable, text.nullable) == ("a b", False, True)
    assert metadata_of(fixed) == {
        "logicalType": "FIXED",
        "precision": "10",
        "scale": "2",
        "charLength": "0",
        "byteLength": "8",
        "finalType": "T",
        "physicalType": "SB8",
    }
    assert metadata_of(text) == {
        "logicalType": "TEXT",
        "precision": "0",
        "scale": "0",
        "charLength": "5",
        "byteLength": "20",
        "finalType": "T",
        "physicalType": "LOB",
    }


@pytest.mark.parametrize(
    ("data_type", "logical", "arrow_type", "byte_length"),
    [
        (types.FLOAT, "REAL", pa.float64(), "8"),
        (types.BOOLEAN, "BOOLEAN", pa.bool_(), "1"),
        (types.DATE, "DATE", pa.date32(), "4"),
        (types.binary(7), "BINARY", pa.binary(), "7"),
        (types.TIME, "TIME", pa.int64(), "8"),
        (types.VARIANT, "VARIANT", pa.utf8(), "0"),
        (types.OBJECT, "OBJECT", pa.utf8(), "0"),
        (types.ARRAY, "ARRAY", pa.utf8(), "0"),
        (types.NULL, "TEXT", pa.utf8(), "16777216"),
        (fractional(Kind.TIMESTAMP_NTZ, 6), "TIMESTAMP_NTZ", pa.int64(), "8"),
        (
            fractional(Kind.TIMESTAMP_LTZ, 7),
            "TIMESTAMP_LTZ",
            pa.struct([("epoch", pa.int64()), ("fraction", pa.int32())]),
            "16",
        ),
        (
            fractional(Kind.TIMESTAMP_TZ, 3),
            "TIMESTAMP_TZ",
            pa.struct([("epoch", pa.int64()), ("timezone", pa.int32())]),
            "8",
        ),
        (
            types.TIMESTAMP_TZ,
            "TIMESTAMP_TZ",
            pa.struct([("epoch", pa.int64()), ("fraction", pa.int32()), ("timezone", pa.int32())]),
            "16",
        ),
    ],
    ids=str,
)
def test_each_type_has_its_form(data_type: DataType, logical: str, arrow_type: pa.DataType, byte_length: str) -> None:
    [field] = arrow.schema_of(columns_of(data_type), (0,))
    metadata = metadata_of(field)
    assert (metadata["logicalType"], field.type, metadata["byteLength"]) == (logical, arrow_type, byte_length)
    assert metadata["scale"] == str(data_type.precision)


def test_a_null_timestamp_is_a_null_struct() -> None:
    columns = columns_of(types.TIMESTAMP_NTZ, types.TIMESTAMP_TZ)
    rows: list[Row] = [(None, None), (EPOCH, EPOCH.replace(tzinfo=dt.UTC))]
    for data in (arrow.encode_rows(columns, rows), arrow.encode(columns, encodings.table(columns, rows))):
        assert [column.is_null().to_pylist() for column in pa.ipc.open_stream(data).read_all().columns] == [
            [True, False],
            [True, False],
        ]


def test_a_result_without_rows_is_no_bytes() -> None:
    columns = columns_of(types.INTEGER, types.TIMESTAMP_TZ)
    assert arrow.encode_rows(columns, ()) == b""
    assert arrow.encode(columns, encodings.table(columns, [])) == b""


def test_no_batch_is_empty() -> None:
    columns = columns_of(types.INTEGER)
    some = encodings.table(columns, [(1,)])
    empty = some.to_batches()[0].slice(1)
    mixed = pa.Table.from_batches([empty, *some.to_batches(), empty])
    assert [batch.num_rows for batch in pa.ipc.open_stream(arrow.encode(columns, mixed))] == [1]


def test_parts_in_the_layout_of_all_have_one_schema() -> None:
    columns = columns_of(types.INTEGER, number(5, 2), types.VARCHAR)
    parts: list[list[Row]] = [
        [(1, decimal.Decimal("1.00"), "a")],
        [],
        [(2**40, None, "b"), (None, decimal.Decimal("-999.99"), None)],
    ]
    tables = [encodings.table(columns, part) for part in parts]
    layout = arrow.layout_of(columns, tables)
    assert layout == (8, 8, 0)
    encoded = [arrow.encode(columns, table, layout) for table in tables] + [
        arrow.encode_rows(columns, part, layout) for part in parts
    ]
    schemas = [pa.ipc.open_stream(data).schema for data in encoded if data]
    assert all(schema.equals(arrow.schema_of(columns, layout), check_metadata=True) for schema in schemas)
    assert len(schemas) == 4
    assert [row for data in encoded[:3] for row in decoded(data)] == [row for part in parts for row in part]


def test_a_layout_of_many_bytes_takes_integers_of_few() -> None:
    columns = columns_of(types.INTEGER)
    for data in (
        arrow.encode_rows(columns, [(5,)], (16,)),
        arrow.encode(columns, encodings.table(columns, [(5,)]), (16,)),
    ):
        assert field_of(data).type == pa.decimal128(38, 0)
        assert decoded(data) == [(5,)]


@pytest.mark.parametrize(("indent", "text"), [(0, '{"a":[1]}'), (1, '{\n "a": [\n  1\n ]\n}')])
def test_documents_are_indented_as_asked(indent: int, text: str) -> None:
    columns = columns_of(types.VARIANT)
    rows: list[Row] = [('{"a":[1]}',), (None,)]
    assert decoded(arrow.encode_rows(columns, rows, indent=indent)) == [(text,), (None,)]
    assert decoded(arrow.encode(columns, encodings.table(columns, rows), indent=indent)) == [(text,), (None,)]


def test_columns_of_one_name_stay_apart() -> None:
    columns = (ResultColumn("X", types.INTEGER), ResultColumn("X", types.VARCHAR))
    assert decoded(arrow.encode_rows(columns, [(1, "a")])) == [(1, "a")]
    assert decoded(arrow.encode(columns, encodings.table(columns, [(1, "a")]))) == [(1, "a")]

"""Columns of shapes as clients decode them: of the type that they are printed as, under their own name."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from mockhaus.domain.types import GEOGRAPHY, GEOMETRY, DataType, Kind, ResultColumn
from mockhaus_adapters.http_falcon.encoding import arrow_columns, arrow_kernels, arrow_values, json_rows, sql_api_rows
from mockhaus_adapters.http_falcon.encoding.row_types import row_types

DOCUMENT, TEXT, BYTES = (replace(GEOGRAPHY, element=kind) for kind in (Kind.OBJECT, Kind.VARCHAR, Kind.BINARY))


@pytest.mark.parametrize(
    ("data_type", "name", "length"),
    [
        (DOCUMENT, "object", None),
        (TEXT, "text", 16_777_216),
        (BYTES, "binary", 8_388_608),
        (GEOGRAPHY, "object", None),
    ],
)
def test_a_column_is_of_the_type_that_it_prints_as(data_type: DataType, name: str, length: int | None) -> None:
    (found,) = row_types([ResultColumn("G", data_type)])
    assert (found["type"], found["length"], found["extTypeName"]) == (name, length, "GEOGRAPHY")


def test_a_geometry_tells_its_own_name() -> None:
    (found,) = row_types([ResultColumn("G", GEOMETRY)])
    assert found["extTypeName"] == "GEOMETRY"


def test_other_columns_have_no_other_name() -> None:
    (found,) = row_types([ResultColumn("A", DataType(Kind.OBJECT))])
    assert "extTypeName" not in found


@pytest.mark.parametrize(
    ("data_type", "value", "text"),
    [
        (DOCUMENT, '{"coordinates":[1,2],"type":"Point"}', '{"coordinates":[1,2],"type":"Point"}'),
        (TEXT, "POINT(1 2)", "POINT(1 2)"),
        (BYTES, b"\x01\xff", "01FF"),
    ],
)
def test_rows_of_json_have_it_as_clients_print_it(data_type: DataType, value: str | bytes, text: str) -> None:
    columns = [ResultColumn("G", data_type)]
    assert json_rows.rows(columns, [(value,), (None,)], indent=0) == [(text,), (None,)]
    assert [row[0] and row[0].replace("\n", "").replace(" ", "") for row in sql_api_rows.rows(columns, [(value,)])] == [
        text.replace(" ", "")
    ]


@pytest.mark.parametrize(
    ("data_type", "arrow_type", "name", "value"),
    [
        (DOCUMENT, pa.utf8(), b"OBJECT", '{"coordinates":[1,2],"type":"Point"}'),
        (TEXT, pa.utf8(), b"TEXT", "POINT(1 2)"),
        (BYTES, pa.binary(), b"BINARY", b"\x01\xff"),
    ],
)
def test_arrow_has_it_as_clients_print_it(
    data_type: DataType, arrow_type: pa.DataType, name: bytes, value: object
) -> None:
    rows = arrow_values.of_values(data_type, [value, None], 0)
    batches = arrow_kernels.encoded(data_type, pa.array([value, None], arrow_type), 0, 0)
    assert rows.type == batches.type == arrow_type
    assert rows.to_pylist() == batches.to_pylist() == [value, None]
    assert arrow_columns.field(ResultColumn("G", data_type), 0).metadata[b"logicalType"] == name

"""Columns of vectors as drivers decode them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from mockhaus.domain.types import DataType, Kind, ResultColumn, vector
from mockhaus_adapters.http_falcon.encoding import arrow_columns, arrow_kernels, arrow_values
from mockhaus_adapters.http_falcon.encoding.row_types import row_types

FLOATS, INTEGERS = vector(Kind.FLOAT, 2), vector(Kind.NUMBER, 2)


@pytest.mark.parametrize(("data_type", "element"), [(FLOATS, "real"), (INTEGERS, "fixed")])
def test_a_column_tells_its_dimension_and_its_elements(data_type: DataType, element: str) -> None:
    (found,) = row_types([ResultColumn("V", data_type)])
    assert (found["type"], found["vectorDimension"]) == ("vector", 2)
    assert [field["type"] for field in found["fields"]] == [element]


def test_other_columns_tell_no_dimension() -> None:
    (found,) = row_types([ResultColumn("A", DataType(Kind.ARRAY))])
    assert "vectorDimension" not in found
    assert "fields" not in found


@pytest.mark.parametrize(
    ("data_type", "element", "texts", "values"),
    [
        (FLOATS, pa.float32(), ["[1.0,2.5]", None], [[1.0, 2.5], None]),
        (INTEGERS, pa.int32(), ["[1,2]", None, "[3,4]"], [[1, 2], None, [3, 4]]),
        (FLOATS, pa.float32(), [], []),
    ],
)
def test_values_are_lists_of_one_size(
    data_type: DataType, element: pa.DataType, texts: list[str | None], values: list[object]
) -> None:
    rows = arrow_values.of_values(data_type, texts, 2)
    batches = arrow_kernels.encoded(data_type, pa.array(texts, pa.utf8()), 0, 2)
    assert rows.type == batches.type == pa.list_(element, 2)
    assert rows.to_pylist() == batches.to_pylist() == values


def test_the_field_says_that_it_is_a_vector() -> None:
    field = arrow_columns.field(ResultColumn("V", FLOATS), 0)
    assert field.metadata[b"logicalType"] == b"VECTOR"

"""Structured values reach drivers as semi-structured ones.

https://docs.snowflake.com/en/sql-reference/data-types-structured#accessing-structured-types-in-applications-using-drivers
"""

from __future__ import annotations

import pytest

from mockhaus.domain import types
from mockhaus.domain.types import DataType, ResultColumn
from mockhaus_adapters.http_falcon.encoding import json_rows
from mockhaus_adapters.http_falcon.encoding.arrow_columns import field
from mockhaus_adapters.http_falcon.encoding.row_types import row_types

NAMED = [
    (types.array_of(types.INTEGER), "array"),
    (types.object_of([("a", types.INTEGER)]), "object"),
    (types.map_of(types.VARCHAR, types.INTEGER), "object"),
]


@pytest.mark.parametrize(("data_type", "name"), NAMED)
def test_a_structured_column_is_described_as_semi_structured(data_type: DataType, name: str) -> None:
    (found,) = row_types([ResultColumn("C", data_type)])
    assert (found["type"], found["precision"], found["length"]) == (name, None, None)
    assert "fields" not in found


@pytest.mark.parametrize(("data_type", "name"), NAMED)
def test_a_structured_column_is_text_in_arrow(data_type: DataType, name: str) -> None:
    found = field(ResultColumn("C", data_type), 0)
    assert str(found.type) == "string"
    assert found.metadata[b"logicalType"] == name.upper().encode()


def test_a_map_is_laid_out_as_an_object() -> None:
    write = json_rows.writer(types.map_of(types.VARCHAR, types.INTEGER))
    assert write is not None
    assert write('{"a":1}') == '{\n  "a": 1\n}'

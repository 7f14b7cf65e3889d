from __future__ import annotations

import pytest

from mockhaus.domain import types
from mockhaus.domain.collations import Collation
from mockhaus.domain.types import DataType, Kind, ResultColumn, fractional, number
from mockhaus_adapters.http_falcon.encoding.row_types import row_types


def test_a_column_has_every_key_that_clients_ask_for() -> None:
    assert row_types([ResultColumn("a b", types.varchar(10, nullable=False))]) == [
        {
            "name": "a b",
            "database": "",
            "schema": "",
            "table": "",
            "type": "text",
            "nullable": False,
            "length": 10,
            "byteLength": 40,
            "precision": None,
            "scale": None,
            "collation": None,
        }
    ]


def test_a_text_tells_its_collation() -> None:
    (found,) = row_types([ResultColumn("a", types.VARCHAR.with_collation(Collation("en-ci", explicit=True)))])
    assert found["collation"] == "en-ci"


@pytest.mark.parametrize(
    ("data_type", "name", "digits", "lengths"),
    [
        (number(10, 2), "fixed", (10, 2), (None, None)),
        (types.FLOAT, "real", (None, None), (None, None)),
        (types.VARCHAR, "text", (None, None), (16_777_216, 67_108_864)),
        (types.varchar(5_000_000), "text", (None, None), (5_000_000, 20_000_000)),
        (types.varchar(134_217_728), "text", (None, None), (134_217_728, 134_217_728)),
        (types.NULL, "text", (None, None), (16_777_216, 16_777_216)),
        (types.binary(7), "binary", (None, None), (7, 7)),
        (types.BOOLEAN, "boolean", (None, None), (None, None)),
        (types.DATE, "date", (None, None), (None, None)),
        (fractional(Kind.TIME, 3), "time", (0, 3), (None, None)),
        (types.TIMESTAMP_NTZ, "timestamp_ntz", (0, 9), (None, None)),
        (types.TIMESTAMP_LTZ, "timestamp_ltz", (0, 9), (None, None)),
        (types.TIMESTAMP_TZ, "timestamp_tz", (0, 9), (None, None)),
        (types.VARIANT, "variant", (None, None), (None, None)),
        (types.OBJECT, "object", (None, None), (None, None)),
        (types.ARRAY, "array", (None, None), (None, None)),
    ],
    ids=str,
)
def test_a_type_has_its_name_and_its_sizes(
    data_type: DataType,
    name: str,
    digits: tuple[int | None, int | None],
    lengths: tuple[int | None, int | None],
) -> None:
    [found] = row_types([ResultColumn("X", data_type)])
    assert (found["type"], found["nullable"]) == (name, True)
    assert (found["precision"], found["scale"]) == digits
    assert (found["length"], found["byteLength"]) == lengths

"""Assignment of values to columns by coercion."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.types import (
    ARRAY,
    BINARY,
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    OBJECT,
    TIME,
    TIMESTAMP_NTZ,
    VARIANT,
    DataType,
    number,
    varchar,
)
from mockhaus.translation.assignment import assignment
from mockhaus.translation.functions.coercibility import is_coercible


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (number(5, 0), number(38, 0)),
        (varchar(3), varchar(3)),
        (FLOAT, FLOAT),
        (DATE, DATE),
        (VARIANT, VARIANT),
        (TIMESTAMP_NTZ, TIMESTAMP_NTZ),
        (OBJECT, VARIANT),
    ],
)
def test_a_value_that_always_fits_stays_as_it_is(source: DataType, target: DataType) -> None:
    assert assignment("a.c1 + 1", source, target, "C") == "a.c1 + 1"


# https://docs.snowflake.com/en/sql-reference/data-type-conversion, the column "Coercible"
@pytest.mark.parametrize(
    ("source", "target"),
    [
        (varchar(3), VARIANT),
        (varchar(3), ARRAY),
        (BOOLEAN, INTEGER),
        (DATE, INTEGER),
        (DATE, VARIANT),
        (TIME, DATE),
        (INTEGER, DATE),
        (ARRAY, varchar(10)),
        (OBJECT, ARRAY),
        (BINARY, varchar(10)),
    ],
)
def test_types_that_are_not_coercible_need_an_explicit_cast(source: DataType, target: DataType) -> None:
    with pytest.raises(SnowflakeError) as caught:
        assignment("c1", source, target, "C")
    assert caught.value.code == "002023"
    assert f"expecting {target} but got {source} for column C" in str(caught.value)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (varchar(3), DATE),
        (varchar(3), BOOLEAN),
        (INTEGER, varchar(10)),
        (INTEGER, VARIANT),
        (DATE, TIMESTAMP_NTZ),
        (TIMESTAMP_NTZ, DATE),
        (VARIANT, INTEGER),
        (VARIANT, OBJECT),
        (FLOAT, BOOLEAN),
    ],
)
def test_coercible_types_convert_by_themselves(source: DataType, target: DataType) -> None:
    assert is_coercible(source, target)
    assert assignment("c1", source, target, "C") != "c1"

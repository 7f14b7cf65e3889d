"""Arithmetic with NULL and what is no number: https://docs.snowflake.com/en/sql-reference/operators-arithmetic."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize("operator", ["+", "-", "*"])
@pytest.mark.parametrize("value", ["TO_GEOGRAPHY('POINT(0 0)')", "TO_GEOMETRY('POINT(0 0)')", "X'00'", "TO_UUID(NULL)"])
def test_what_is_no_number_is_refused_beside_null_too(functions: SnowflakeQueries, operator: str, value: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        functions.value(f"NULL {operator} {value}")
    assert raised.value.error is ErrorCode.ARGUMENT_TYPES

"""Types whose values are not compared: they group, order and tell apart no rows."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import GEOSPATIAL, DataType, Kind
from mockhaus.translation.rules import Walk

INCOMPARABLE = GEOSPATIAL | {Kind.FILE}


def check_key(data_type: DataType, value: exp.Expr, walk: Walk, use: str = "GROUP BY") -> None:
    """SEMANTIC for a key of a type whose values are not compared."""
    if data_type.kind in INCOMPARABLE:
        detail = f"Expressions of type {data_type.kind.value} cannot be used as {use} keys"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(value), detail=detail)

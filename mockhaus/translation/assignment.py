"""Assignment: how a value of one type goes into a column of another, without a cast in the statement.

Follows the column "Coercible" of https://docs.snowflake.com/en/sql-reference/data-type-conversion: what is not
coercible needs an explicit cast, and is refused at compile time.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import SEMI_STRUCTURED, DataType
from mockhaus.translation.functions.coercibility import is_assignable
from mockhaus.translation.functions.conversion import converted_node
from mockhaus.translation.functions.converting import DEFAULT_SETTINGS, Settings
from mockhaus.translation.rendering import engine_sql


def assignment(sql: str, source: DataType, target: DataType, column: str, settings: Settings = DEFAULT_SETTINGS) -> str:
    """Engine SQL of the target column's value, from engine SQL of a value of the source type.

    The text stays as it is where every value of the source fits the column. INVALID_TYPE_FOR_PARAMETER for types
    that are not coercible; values that do not fit fail when the statement runs.
    """
    if not is_assignable(source, target):
        raise _refused(source, target, column)
    if source.kind is target.kind and source.kind in SEMI_STRUCTURED and not target.is_structured:
        return sql
    value = exp.Var(this=sql if sql.isidentifier() else f"({sql})")
    converted = converted_node(value, source, target, settings)
    if converted is None:
        raise _refused(source, target, column)
    return sql if converted is value else engine_sql(converted)


def _refused(source: DataType, target: DataType, column: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_TYPE_FOR_PARAMETER, expected=target, actual=source, column_name=column)

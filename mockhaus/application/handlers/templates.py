"""CREATE TABLE … USING TEMPLATE: columns that a query describes as INFER_SCHEMA does.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-table (USING TEMPLATE). The query gives one array of
objects, one for each column; of each COLUMN_NAME, TYPE and NULLABLE count.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from mockhaus.application.handlers import queries
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import ColumnDefinition, Fragment, Query
from mockhaus.translation.parsing import parse_data_type, parse_expression

_FIELD = re.compile(r"\$(\d+)(?:::.*)?")


def template_columns(run: StatementRun, query: Fragment) -> tuple[ColumnDefinition, ...]:
    """The columns that the query of a template describes; SEMANTIC where it describes none."""
    return tuple(map(_definition, _described(run, query)))


def virtual_columns(run: StatementRun, query: Fragment) -> tuple[ColumnDefinition, ...]:
    """The columns of an external table that the query of a template describes: EXPRESSION counts too."""
    return tuple(map(_virtual, _described(run, query)))


def _described(run: StatementRun, query: Fragment) -> list[dict[str, object]]:
    """The fields of each column, by upper-case names."""
    outcome = queries.query(Query(query), run)
    try:
        rows = outcome.rows.fetch(2)
    finally:
        outcome.rows.close()
    if len(rows) != 1 or len(rows[0]) != 1 or rows[0][0] is None:
        raise _wrong("one row with one array")
    described = json.loads(rows[0][0]) if isinstance(rows[0][0], str) else rows[0][0]
    if not isinstance(described, list) or not described:
        raise _wrong("an array of column definitions")
    return [_fields(column) for column in described]


def _fields(column: object) -> dict[str, object]:
    return {str(key).upper(): value for key, value in column.items()} if isinstance(column, dict) else {}


def _definition(fields: dict[str, object]) -> ColumnDefinition:
    name, type_name = fields.get("COLUMN_NAME"), fields.get("TYPE")
    if not isinstance(name, str) or not isinstance(type_name, str):
        raise _wrong("objects with COLUMN_NAME and TYPE")
    nullable = fields.get("NULLABLE", True) not in (False, "false", "FALSE")
    return ColumnDefinition(name=name, type=parse_data_type(type_name).with_nullable(nullable))


def _virtual(fields: dict[str, object]) -> ColumnDefinition:
    """A column whose value is that of EXPRESSION; `$2` is the second field of delimited text, which VALUE has as c2."""
    expression = fields.get("EXPRESSION")
    if not isinstance(expression, str):
        raise _wrong("objects with COLUMN_NAME, TYPE and EXPRESSION")
    found = _definition(fields)
    if field := _FIELD.fullmatch(expression):
        expression = f"VALUE:c{field[1]}::{found.type}"
    return replace(found, expression=parse_expression(f"({expression})"))


def _wrong(wanted: str) -> SnowflakeError:
    detail = f"The query of USING TEMPLATE must give {wanted}, as ARRAY_AGG(OBJECT_CONSTRUCT(*)) of INFER_SCHEMA does."
    return SnowflakeError(ErrorCode.SEMANTIC, detail=detail)

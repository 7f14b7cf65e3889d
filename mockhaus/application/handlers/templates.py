"""CREATE TABLE … USING TEMPLATE: columns that a query describes as INFER_SCHEMA does.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-table (USING TEMPLATE). The query gives one array of
objects, one for each column; of each COLUMN_NAME, TYPE and NULLABLE count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from mockhaus.application.handlers import queries
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import ColumnDefinition, Fragment, Query
from mockhaus.translation.parsing import parse_data_type


def template_columns(run: StatementRun, query: Fragment) -> tuple[ColumnDefinition, ...]:
    """The columns that the query of a template describes; SEMANTIC where it describes none."""
    outcome = queries.query(Query(query), run)
    try:
        rows = outcome.rows.fetch(2)
    finally:
        outcome.rows.close()
    if len(rows) != 1 or len(rows[0]) != 1 or rows[0][0] is None:
        raise _wrong("one row with one array")
    return tuple(_definitions(_document(rows[0][0])))


def _document(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _definitions(described: object) -> Iterator[ColumnDefinition]:
    if not isinstance(described, list) or not described:
        raise _wrong("an array of column definitions")
    for column in described:
        fields = {str(key).upper(): value for key, value in column.items()} if isinstance(column, dict) else {}
        name, type_name = fields.get("COLUMN_NAME"), fields.get("TYPE")
        if not isinstance(name, str) or not isinstance(type_name, str):
            raise _wrong("objects with COLUMN_NAME and TYPE")
        nullable = fields.get("NULLABLE", True) not in (False, "false", "FALSE")
        yield ColumnDefinition(name=name, type=parse_data_type(type_name).with_nullable(nullable))


def _wrong(wanted: str) -> SnowflakeError:
    detail = f"The query of USING TEMPLATE must give {wanted}, as ARRAY_AGG(OBJECT_CONSTRUCT(*)) of INFER_SCHEMA does."
    return SnowflakeError(ErrorCode.SEMANTIC, detail=detail)

"""What is asked of the columns of an external table when they are defined.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-external-table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import Kind
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.external import FILE_COLUMNS, RECORD_COLUMNS
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.select import derived
from mockhaus.translation.sources.external_tables import computed, projection
from mockhaus.translation.walk import Walker


def check_columns(
    table: QualifiedName, columns: Sequence[Column], partitions: Collection[str], context: TranslationContext
) -> None:
    """Refuse a column whose expression cannot be read, or is of another type than the column.

    The expression of a partition column sees what is known of a file before it is read.
    """
    for column in columns:
        if column.expression is not None:
            walk = Walker(context, column.expression, derived)
            seen = FILE_COLUMNS if column.name in partitions else RECORD_COLUMNS
            found = computed(walk, table, column.expression, seen).type
            if found.kind not in (column.type.kind, Kind.NULL):
                raise SnowflakeError(
                    ErrorCode.INVALID_TYPE_FOR_PARAMETER,
                    expected=column.type,
                    actual=found,
                    column_name=column.name,
                )


def partition_values(
    table: QualifiedName, columns: Sequence[Column], relation: str, context: TranslationContext
) -> str:
    """Engine SQL of the values of partition columns for each file of a provided relation."""
    walk = Walker(context, "", derived)
    select, _ = projection(walk, table, columns, relation, FILE_COLUMNS)
    return engine_sql(select)

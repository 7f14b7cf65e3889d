"""CREATE EXTERNAL TABLE as GET_DDL writes it. The files that are registered are not part of it."""

from __future__ import annotations

from mockhaus.application.recreating.pieces import comment, literal, name, words
from mockhaus.application.recreating.small_objects import format_clause
from mockhaus.domain.catalog.objects import Column, ExternalTable


def external_table_text(table: ExternalTable, written: str) -> str:
    """The statement for an external table: VALUE, which every one has, is not listed."""
    columns = ",\n".join(f"\t{_column(column)}" for column in table.columns[1:])
    listed = f"(\n{columns})" if columns else "()"
    partitions = ", ".join(map(name, table.partition_columns))
    clauses = words(
        f"partition by ({partitions})" if partitions else "",
        f"location=@{table.stage}/{table.path}",
        "partition_type=user_specified" if table.user_specified else "",
        f"auto_refresh={str(table.auto_refresh).lower()}",
        f"pattern={literal(table.pattern)}" if table.pattern is not None else "",
        f"file_format=({_format(table)})",
        comment(table.comment),
    )
    return f"create or replace external table {written}{listed}\n{clauses}\n;"


def _format(table: ExternalTable) -> str:
    """The name of the file format, or its type and the settings that are not as they are by themselves."""
    found = format_clause(table.file_format, dict(table.format_settings))
    return found if found.startswith(("FORMAT_NAME", "TYPE")) else words("TYPE = CSV", found)


def _column(column: Column) -> str:
    expression = column.expression or ""
    written = expression if expression.startswith("(") else f"({expression})"
    return words(
        name(column.name),
        str(column.type),
        "AS",
        written,
        "" if column.type.nullable else "NOT NULL",
        f"COMMENT {literal(column.comment)}" if column.comment else "",
    )

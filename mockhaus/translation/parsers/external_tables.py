"""External tables: CREATE EXTERNAL TABLE and the actions of ALTER EXTERNAL TABLE.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-external-table and alter-external-table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import (
    AddFiles,
    AddPartition,
    ColumnDefinition,
    ConstraintDefinition,
    CreateExternalTable,
    DropFiles,
    DropPartition,
    Fragment,
    RefreshFiles,
    SetProperties,
    StageLocation,
    TableAction,
)
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import columns, constraints, create, options, stages
from mockhaus.translation.parsers.file_formats import inline

Actions = tuple[TableAction, ...]

_KIND = "EXTERNAL TABLE"
_REFUSED = ("AWS_SNS_TOPIC", "INTEGRATION")
"""Properties of notifications by a cloud, which do not come here."""


def external_table(cursor: Cursor) -> CreateExternalTable:
    """CREATE [OR REPLACE] EXTERNAL TABLE [IF NOT EXISTS] name (columns) | USING TEMPLATE (query) properties."""
    mode = create.mode(cursor)
    cursor.expect("EXTERNAL", "TABLE")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    mode = create.if_not_exists(cursor, mode)
    template = _template(cursor)
    items = _elements(cursor) if cursor.word == "(" and template is None else ()
    found: dict[str, Any] = {}
    while not cursor.at_end:
        found |= _property(cursor)
        cursor.accept(",")
    if "location" not in found:
        detail = "Missing option(s): [LOCATION]"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=cursor.position(), detail=detail)
    return CreateExternalTable(
        name=name,
        mode=mode,
        columns=tuple(item for item in items if isinstance(item, ColumnDefinition)),
        constraints=tuple(item for item in items if isinstance(item, ConstraintDefinition)),
        template=template,
        **found,
    )


def _template(cursor: Cursor) -> Fragment | None:
    if not cursor.accept("USING", "TEMPLATE"):
        return None
    cursor.expect("(")
    found = fragments.query(cursor, cursor.find(")"))
    cursor.expect(")")
    return found


def _elements(cursor: Cursor) -> tuple[ColumnDefinition | ConstraintDefinition, ...]:
    return () if cursor.accept("(", ")") else cursor.bracketed(lambda: _element(cursor))


def _element(cursor: Cursor) -> ColumnDefinition | ConstraintDefinition:
    return constraints.out_of_line(cursor) if constraints.begins(cursor) else columns.table_column(cursor)


# -- properties ----------------------------------------------------------------------------------------------------


def _property(cursor: Cursor) -> dict[str, Any]:
    """One property, as fields of CreateExternalTable."""
    if cursor.word in _REFUSED:
        raise unsupported(f"{cursor.word} of external tables", cursor.position())
    options.refuse_attachments(cursor)
    if cursor.accept("PARTITION BY"):
        return {"partition_columns": cursor.bracketed(cursor.name)}
    if cursor.accept("COPY", "GRANTS"):
        return {}
    if cursor.accept("COMMENT"):
        return {"comment": options.comment(cursor)}
    cursor.accept("WITH")
    position = cursor.position()
    name = options.property_name(cursor)
    if name not in _PROPERTIES:
        raise SnowflakeError(ErrorCode.INVALID_PROPERTY, position=position, name=name, kind=_KIND)
    cursor.expect("=")
    return _PROPERTIES[name](cursor)


def _location(cursor: Cursor) -> dict[str, Any]:
    """A named stage and a folder on it; neither texts nor variables may stand here."""
    if cursor.word != "@":
        cursor.fail()
    found = stages.location(cursor)
    path = f"{found.path.rstrip('/')}/" if found.path else ""
    return {"location": StageLocation(found.name, path, found.table, found.position)}


def _file_format(cursor: Cursor) -> dict[str, Any]:
    name, settings = inline(cursor)
    return {"file_format": name, "format_settings": settings}


def _partition_type(cursor: Cursor) -> dict[str, Any]:
    cursor.expect("USER_SPECIFIED")
    return {"user_specified": True}


def _table_format(cursor: Cursor) -> dict[str, Any]:
    raise unsupported(f"TABLE_FORMAT = {options.value(cursor)}", cursor.position())


_PROPERTIES: dict[str, Callable[[Cursor], dict[str, Any]]] = {
    "LOCATION": _location,
    "FILE_FORMAT": _file_format,
    "PATTERN": lambda cursor: {"pattern": cursor.string()},
    "PARTITION_TYPE": _partition_type,
    "REFRESH_ON_CREATE": lambda cursor: {"refresh_on_create": _truth(cursor)},
    "AUTO_REFRESH": lambda cursor: {"auto_refresh": _truth(cursor)},
    "TABLE_FORMAT": _table_format,
}


def _truth(cursor: Cursor) -> bool:
    return cursor.expect_any("TRUE", "FALSE") == "TRUE"


# -- ALTER ---------------------------------------------------------------------------------------------------------


def actions(cursor: Cursor) -> Actions:
    """What follows ALTER EXTERNAL TABLE name."""
    if cursor.accept("REFRESH"):
        return (RefreshFiles("" if cursor.at_end else cursor.string()),)
    if cursor.accept("ADD", "FILES"):
        return (AddFiles(cursor.bracketed(cursor.string)),)
    if cursor.accept("REMOVE", "FILES"):
        return (DropFiles(cursor.bracketed(cursor.string)),)
    if cursor.accept("ADD", "PARTITION"):
        return (_partition(cursor),)
    if cursor.accept("DROP", "PARTITION"):
        cursor.expect("LOCATION")
        return (DropPartition(cursor.string()),)
    cursor.expect("SET")
    return (SetProperties((_set_pair(cursor),)),)


def _set_pair(cursor: Cursor) -> tuple[str, str]:
    if cursor.accept("COMMENT"):
        return "COMMENT", options.comment(cursor)
    return options.known_pair(cursor, ("AUTO_REFRESH",), _KIND)


def _partition(cursor: Cursor) -> AddPartition:
    values = cursor.bracketed(lambda: _value(cursor))
    cursor.expect("LOCATION")
    return AddPartition(values, cursor.string())


def _value(cursor: Cursor) -> tuple[str, str]:
    name = cursor.name()
    cursor.expect("=")
    return name, cursor.string()

"""ALTER of a database, schema, table, view, sequence, stage, file format or pipe.

Follows https://docs.snowflake.com/en/sql-reference/sql/alter-table and its neighbours. All kinds yield `AlterObject`.
The properties of a stage are given as in CREATE STAGE: `FILE_FORMAT` as the name of a format or as a JSON object of
settings, `COPY_OPTIONS` as a JSON object.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import (
    AddColumns,
    AddConstraint,
    AlterColumn,
    AlterObject,
    ClusterBy,
    ColumnDefinition,
    DropColumns,
    DropConstraint,
    RefreshDirectory,
    RefreshPipe,
    RenameColumn,
    RenameConstraint,
    RenameTo,
    SetProperties,
    SwapWith,
    TableAction,
    UnsetProperties,
)
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import (
    columns,
    constraints,
    databases,
    external_tables,
    kinds,
    options,
    pipes,
    stages,
    tables,
    views,
)
from mockhaus.translation.parsers.data_types import data_type
from mockhaus.translation.parsers.drop import object_name
from mockhaus.translation.parsers.file_formats import property_list

Actions = tuple[TableAction, ...]

_REFUSED_ACTIONS = (
    "ADD DATA METRIC",
    "ADD ROW ACCESS POLICY",
    "ADD SEARCH OPTIMIZATION",
    "ADD STORAGE LIFECYCLE POLICY",
    "ALTER CONSTRAINT",
    "ALTER FOREIGN KEY",
    "ALTER PRIMARY KEY",
    "ALTER UNIQUE",
    "DROP ALL ROW ACCESS POLICIES",
    "DROP DATA METRIC",
    "DROP ROW ACCESS POLICY",
    "DROP SEARCH OPTIMIZATION",
    "DROP STORAGE LIFECYCLE POLICY",
    "MODIFY CONSTRAINT",
    "MODIFY DATA METRIC",
    "MODIFY FOREIGN KEY",
    "MODIFY PRIMARY KEY",
    "MODIFY UNIQUE",
    "RECLUSTER",
    "REFRESH",
    "RESUME RECLUSTER",
    "SET DATA_METRIC_SCHEDULE",
    "SET ERROR_LOGGING",
    "SET ICEBERG_DEFAULT_DDL_COLLATION",
    "SET ROW_TIMESTAMP",
    "SET STAGE_COPY_OPTIONS",
    "SET STAGE_FILE_FORMAT",
    "SUSPEND RECLUSTER",
)
"""Actions of ALTER TABLE that Snowflake has and Mockhaus has not."""


def alter(cursor: Cursor) -> AlterObject:
    """ALTER kind [IF EXISTS] name action."""
    cursor.expect("ALTER")
    kind = kinds.supported_kind(cursor, "ALTER")
    if_exists = cursor.accept("IF", "EXISTS")
    name = object_name(cursor, kind)
    if kind is ObjectKind.EXTERNAL_TABLE:  # whose partitions have it behind the name
        if_exists = cursor.accept("IF", "EXISTS") or if_exists
    if cursor.accept("RENAME", "TO"):
        return AlterObject(kind, name, if_exists, (RenameTo(object_name(cursor, kind)),))
    return AlterObject(kind, name, if_exists, _ACTIONS[kind](cursor))


# -- properties ----------------------------------------------------------------------------------------------------


def _set_or_unset(cursor: Cursor, known: Collection[str], kind: str) -> Actions:
    """SET name = value … | UNSET name, …."""
    if cursor.accept("UNSET"):
        options.refuse_attachments(cursor)
        return (UnsetProperties(cursor.listed(lambda: cursor.expect_any(*known))),)
    cursor.expect("SET")
    pairs: list[tuple[str, str]] = []
    while not pairs or not cursor.at_end:
        pairs.append(_set_pair(cursor, known, kind))
        cursor.accept(",")
    return (SetProperties(tuple(pairs)),)


def _set_pair(cursor: Cursor, known: Collection[str], kind: str) -> tuple[str, str]:
    if cursor.accept("COMMENT"):
        return "COMMENT", options.comment(cursor)
    return options.known_pair(cursor, known, kind)


def _refuse(cursor: Cursor, kind: str, *phrases: str) -> None:
    for phrase in phrases:
        if cursor.looks_at(*phrase.split()):
            raise unsupported(f"ALTER {kind} {phrase}", cursor.position())


# -- databases, schemas, views, sequences, stages, file formats ----------------------------------------------------


def _database(cursor: Cursor) -> Actions:
    if cursor.accept("SWAP", "WITH"):
        return (SwapWith(object_name(cursor, ObjectKind.DATABASE)),)
    _refuse(cursor, "DATABASE", "ENABLE", "DISABLE", "REFRESH", "PRIMARY")
    return _set_or_unset(cursor, databases.PROPERTIES, "DATABASE")


def _schema(cursor: Cursor) -> Actions:
    if cursor.accept("SWAP", "WITH"):
        return (SwapWith(object_name(cursor, ObjectKind.SCHEMA)),)
    for word, value in (("ENABLE", "TRUE"), ("DISABLE", "FALSE")):
        if cursor.accept(word):
            cursor.expect("MANAGED", "ACCESS")
            return (SetProperties((("MANAGED ACCESS", value),)),)
    return _set_or_unset(cursor, databases.PROPERTIES, "SCHEMA")


def _view(cursor: Cursor) -> Actions:
    if cursor.accept("SET", "SECURE"):
        return (SetProperties((("SECURE", "TRUE"),)),)
    if cursor.accept("UNSET", "SECURE"):
        return (UnsetProperties(("SECURE",)),)
    _refuse(cursor, "VIEW", "ALTER", "MODIFY", "ADD", "DROP")
    return _set_or_unset(cursor, views.PROPERTIES, "VIEW")


def _sequence(cursor: Cursor) -> Actions:
    if cursor.word == "UNSET" or cursor.looks_at("SET", "COMMENT"):
        return _set_or_unset(cursor, ("COMMENT",), "SEQUENCE")
    cursor.accept("SET")
    pairs = []
    if cursor.accept("INCREMENT"):
        cursor.accept("BY")
        cursor.accept("=")
        pairs.append(("INCREMENT", str(cursor.integer())))
    ordered = columns.order(cursor)
    if ordered is not None:
        pairs.append(("ORDER", str(ordered).upper()))
    if cursor.accept("COMMENT"):
        pairs.append(("COMMENT", options.comment(cursor)))
    if not pairs:
        cursor.fail()
    return (SetProperties(tuple(pairs)),)


def _stage(cursor: Cursor) -> Actions:
    _refuse(cursor, "STAGE", "UNSET TAG")
    if cursor.accept("REFRESH"):
        return (_refresh(cursor),)
    if cursor.word == "UNSET":
        return _set_or_unset(cursor, ("COMMENT",), "STAGE")
    cursor.expect("SET")
    pairs: list[tuple[str, str]] = []
    while not pairs or not cursor.at_end:
        pairs.extend(_stage_pairs(cursor))
        cursor.accept(",")
    return (SetProperties(tuple(pairs)),)


def _refresh(cursor: Cursor) -> RefreshDirectory:
    if not cursor.accept("SUBPATH"):
        return RefreshDirectory()
    cursor.expect("=")
    return RefreshDirectory(cursor.string())


def _stage_pairs(cursor: Cursor) -> list[tuple[str, str]]:
    found = stages.stage_property(cursor)
    if "comment" in found:
        return [("COMMENT", found["comment"])]
    if "directory_enabled" in found:
        return [("DIRECTORY", str(found["directory_enabled"]).upper())]
    if "credentials" in found:
        return [("CREDENTIALS", json.dumps(dict(found["credentials"])))]
    if "integration" in found:
        return [("STORAGE_INTEGRATION", found["integration"])]
    if "encryption" in found:
        return [("ENCRYPTION_BY_STORE", json.dumps(dict(found["encryption"])))]
    for name in ("url", "endpoint"):
        if name in found:
            return [(name.upper(), found[name])]
    if "copy_options" in found:
        return [("COPY_OPTIONS", json.dumps(dict(found["copy_options"])))]
    if "options" in found:
        return list(found["options"])
    if found["file_format"] is not None:
        return [("FILE_FORMAT", str(found["file_format"]))]
    return [("FILE_FORMAT", json.dumps(dict(found["format_settings"])))]


def _file_format(cursor: Cursor) -> Actions:
    options.refuse_attachments(cursor)
    if cursor.word == "UNSET":
        return _set_or_unset(cursor, ("COMMENT",), "FILE FORMAT")
    cursor.expect("SET")
    if cursor.at_end:
        cursor.fail()
    return (SetProperties(tuple(property_list(cursor))),)


def _pipe(cursor: Cursor) -> Actions:
    if cursor.accept("REFRESH"):
        return (_refreshed(cursor),)
    pipes.refuse_integrations(cursor, distance=1)
    return _set_or_unset(cursor, pipes.PROPERTIES, "PIPE")


def _refreshed(cursor: Cursor) -> RefreshPipe:
    given = dict[str, str]()
    while not cursor.at_end:
        name = cursor.expect_any("PREFIX", "MODIFIED_AFTER")
        cursor.expect("=")
        given[name] = cursor.string()
        cursor.accept(",")
    return RefreshPipe(given.get("PREFIX", ""), given.get("MODIFIED_AFTER"))


# -- tables --------------------------------------------------------------------------------------------------------


def _table(cursor: Cursor) -> Actions:
    _refuse(cursor, "TABLE", *_REFUSED_ACTIONS)
    word = cursor.word
    if word in ("SET", "UNSET"):
        return _set_or_unset(cursor, tables.PROPERTIES, "TABLE")
    parser = _TABLE_ACTIONS.get(word)
    if parser is None:
        cursor.fail()
    cursor.advance()
    return parser(cursor)


def _swap(cursor: Cursor) -> Actions:
    cursor.expect("WITH")
    return (SwapWith(cursor.qualified_name()),)


def _cluster(cursor: Cursor) -> Actions:
    cursor.expect("BY")
    return (ClusterBy(tables.cluster_expressions(cursor)),)


def _rename(cursor: Cursor) -> Actions:
    renaming = RenameConstraint if cursor.expect_any("COLUMN", "CONSTRAINT") == "CONSTRAINT" else RenameColumn
    old = cursor.name()
    cursor.expect("TO")
    return (renaming(old, cursor.name()),)


def _add(cursor: Cursor) -> Actions:
    if constraints.begins(cursor):
        return (AddConstraint(constraints.out_of_line(cursor)),)
    cursor.accept("COLUMN")
    if cursor.word == "(":
        return (AddColumns(cursor.bracketed(lambda: _virtual_column(cursor))),)
    if_not_exists = cursor.accept("IF", "NOT", "EXISTS")
    return (AddColumns(cursor.listed(lambda: _added_column(cursor)), if_not_exists),)


def _added_column(cursor: Cursor) -> ColumnDefinition:
    cursor.accept("COLUMN")
    cursor.accept("IF", "NOT", "EXISTS")
    return columns.table_column(cursor)


def _virtual_column(cursor: Cursor) -> ColumnDefinition:
    """A column of an external table, which alone is added in parentheses."""
    found = columns.table_column(cursor)
    if found.expression is None:
        cursor.fail()
    return found


def _drop(cursor: Cursor) -> Actions:
    if cursor.accept("CLUSTERING", "KEY"):
        return (ClusterBy(""),)
    constraint = _dropped_constraint(cursor)
    if constraint is not None:
        cursor.accept_any("CASCADE", "RESTRICT")
        return (constraint,)
    cursor.accept("COLUMN")
    if_exists = cursor.accept("IF", "EXISTS")
    names = cursor.listed(lambda: _dropped_column(cursor))
    cursor.accept_any("CASCADE", "RESTRICT")
    return (DropColumns(names, if_exists),)


def _dropped_column(cursor: Cursor) -> str:
    cursor.accept("COLUMN")
    return cursor.name()


def _dropped_constraint(cursor: Cursor) -> DropConstraint | None:
    if cursor.accept("CONSTRAINT"):
        return DropConstraint(cursor.name())
    if cursor.accept("PRIMARY", "KEY"):
        columns_given = cursor.bracketed(cursor.name) if cursor.word == "(" else ()
        return DropConstraint(None, ConstraintKind.PRIMARY_KEY, columns_given)
    if cursor.accept("UNIQUE"):
        return DropConstraint(None, ConstraintKind.UNIQUE, cursor.bracketed(cursor.name))
    if cursor.accept("FOREIGN", "KEY"):
        return DropConstraint(None, ConstraintKind.FOREIGN_KEY, cursor.bracketed(cursor.name))
    return None


def _alter(cursor: Cursor) -> Actions:
    if cursor.word == "(":
        return cursor.bracketed(lambda: _alter_column(cursor))
    return cursor.listed(lambda: _alter_column(cursor))


def _alter_column(cursor: Cursor) -> AlterColumn:
    cursor.accept("COLUMN")
    name = cursor.name()
    if cursor.accept("DROP"):
        if cursor.expect_any("DEFAULT", "NOT") == "DEFAULT":
            return AlterColumn(name=name, drop_default=True)
        cursor.expect("NULL")
        return AlterColumn(name=name, nullable=True)
    if cursor.accept("UNSET"):
        _refuse_policies(cursor)
        cursor.expect("COMMENT")
        return AlterColumn(name=name, comment="")
    if cursor.accept("COMMENT"):
        return AlterColumn(name=name, comment=options.comment(cursor))
    return _changed_column(cursor, name)


def _changed_column(cursor: Cursor, name: str) -> AlterColumn:
    given = cursor.accept("SET")
    _refuse_policies(cursor)
    if cursor.accept("NOT", "NULL"):
        return AlterColumn(name=name, nullable=False)
    if given and cursor.accept("DEFAULT"):
        return AlterColumn(name=name, default=columns.default_value(cursor))
    if given:
        cursor.expect("DATA")
        cursor.expect("TYPE")
    else:
        cursor.accept("TYPE")
    given_type = data_type(cursor)
    return AlterColumn(name=name, type=given_type, collation=cursor.string() if cursor.accept("COLLATE") else None)


def _refuse_policies(cursor: Cursor) -> None:
    if cursor.word in ("MASKING", "PROJECTION", "TAG"):
        options.refuse_attachments(cursor)


_TABLE_ACTIONS: dict[str, Callable[[Cursor], Actions]] = {
    "SWAP": _swap,
    "CLUSTER": _cluster,
    "RENAME": _rename,
    "ADD": _add,
    "DROP": _drop,
    "ALTER": _alter,
    "MODIFY": _alter,
}

_ACTIONS: dict[ObjectKind, Callable[[Cursor], Actions]] = {
    ObjectKind.DATABASE: _database,
    ObjectKind.SCHEMA: _schema,
    ObjectKind.TABLE: _table,
    ObjectKind.EXTERNAL_TABLE: external_tables.actions,
    ObjectKind.VIEW: _view,
    ObjectKind.SEQUENCE: _sequence,
    ObjectKind.STAGE: _stage,
    ObjectKind.FILE_FORMAT: _file_format,
    ObjectKind.PIPE: _pipe,
}

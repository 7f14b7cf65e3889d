"""CREATE EXTERNAL TABLE and ALTER EXTERNAL TABLE, and what ALTER TABLE does to an external table.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-external-table and alter-external-table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mockhaus.application import authorization, format_settings
from mockhaus.application.catalog_stages import found_stage
from mockhaus.application.external_tables import format_type
from mockhaus.application.file_registration import Registering, files_below
from mockhaus.application.handlers import columns, creation, external_files, properties, renaming, targets, templates
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import Column, ExternalTable, ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    AddColumns,
    AlterColumn,
    AlterObject,
    ColumnDefinition,
    CreateExternalTable,
    CreateMode,
    DropColumns,
    RenameColumn,
    RenameTo,
    SetProperties,
    Statement,
    TableAction,
    UnsetProperties,
)
from mockhaus.domain.types import VARIANT
from mockhaus.translation.external import VALUE, VALUE_COLUMN
from mockhaus.translation.external_columns import check_columns
from mockhaus.translation.plan import Access, ObjectAccess

_KIND = ObjectKind.EXTERNAL_TABLE
_LONGEST_PARTITION_NAME = 32
_DONE = "Statement executed successfully."


def create_external_table(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE EXTERNAL TABLE."""
    assert isinstance(statement, CreateExternalTable)  # noqa: S101 - the registry pairs them
    if statement.mode is CreateMode.OR_ALTER:
        raise unsupported("CREATE OR ALTER EXTERNAL TABLE")
    if statement.auto_refresh and statement.user_specified:
        raise external_files.not_for_user_specified("AUTO_REFRESH = TRUE")
    if statement.template is not None:
        found = templates.virtual_columns(run, statement.template)
        statement = replace(statement, columns=found, template=None)
    stage, file_format = _stage(run, statement), _file_format(run, statement)
    request = Request(kind=_KIND, name=statement.name, mode=statement.mode)
    return creation.create(
        run,
        request,
        lambda target: Creation(_filled(run, statement, target, _table(run, statement, target, stage, file_format))),
    )


def _stage(run: StatementRun, statement: CreateExternalTable) -> str:
    """The full name of the stage, which must be an external one that the role may use."""
    name = statement.location.name
    if name is None:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="An external table needs a named external stage.")
    full = targets.full_name(run, name, "CREATE EXTERNAL TABLE")
    stage = found_stage(run.names(), full)
    authorization.authorize(run, [ObjectAccess(ObjectKind.STAGE, full, stage.owner, Access.USAGE)])
    if not stage.url:
        detail = f"Internal stage '{full}' cannot be the location of an external table: it must be an external stage."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    return str(full)


def _file_format(run: StatementRun, statement: CreateExternalTable) -> str:
    """The full name of the file format, where one is named; inline settings are checked."""
    if statement.file_format is None:
        given = dict(statement.format_settings)
        format_settings.check(given.get("TYPE", "CSV").upper(), statement.format_settings)
        return ""
    found = targets.object_at(run, run.names(), ObjectKind.FILE_FORMAT, statement.file_format, "CREATE EXTERNAL TABLE")
    return str(found.name)


def _table(
    run: StatementRun, statement: CreateExternalTable, target: Target, stage: str, file_format: str
) -> ExternalTable:
    built = (_value_column(), *_columns(run, target.name, statement.columns, (), statement.partition_columns))
    table = ExternalTable(
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment,
        schema_id=target.schema.id,
        columns=built,
        stage=stage,
        path=statement.location.path,
        pattern=statement.pattern,
        file_format=file_format,
        format_settings=statement.format_settings,
        partition_columns=statement.partition_columns,
        user_specified=statement.user_specified,
        auto_refresh=statement.auto_refresh,
    )
    if format_type(run, table) == "XML":
        raise unsupported("external table over files of TYPE = XML")
    _check_partitions(table)
    definitions = (*columns.inline_constraints(statement.columns), *statement.constraints)
    return columns.with_constraints(run, table, definitions)


def _value_column() -> Column:
    return Column(name=VALUE, type=VARIANT, engine_name=VALUE_COLUMN.engine_name, comment="The value of this row")


def _columns(
    run: StatementRun,
    table: QualifiedName,
    definitions: Sequence[ColumnDefinition],
    before: Sequence[Column],
    partitions: tuple[str, ...],
) -> tuple[Column, ...]:
    """Virtual columns by their definitions, behind others."""
    columns.check_unique([VALUE, *(item.name for item in before), *(item.name for item in definitions)])
    taken = {VALUE_COLUMN.engine_name, *(column.engine_name for column in before)}
    built: list[Column] = []
    for definition in definitions:
        column = _column(definition, columns.unique_engine_name(definition.name, taken))
        taken.add(column.engine_name)
        built.append(column)
    check_columns(table, built, partitions, run.translation())
    return tuple(built)


def _column(definition: ColumnDefinition, physical_name: str) -> Column:
    if definition.type is None or definition.expression is None:
        detail = f"Column '{definition.name}' of an external table must be defined AS an expression."
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail=detail)
    if definition.default or definition.identity or definition.collation:
        raise unsupported("DEFAULT, IDENTITY or COLLATE of a virtual column")
    return Column(
        name=definition.name,
        type=definition.type,
        engine_name=physical_name,
        comment=definition.comment,
        expression=definition.expression.text,
    )


def _check_partitions(table: ExternalTable) -> None:
    known = {column.name for column in table.columns[1:]}
    for name in table.partition_columns:
        if name not in known:
            raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, name=str(QualifiedName((name,))))
        if table.user_specified and len(name) > _LONGEST_PARTITION_NAME:
            detail = f"Partition column name '{name}' is longer than {_LONGEST_PARTITION_NAME} characters."
            raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    if table.user_specified and not table.partition_columns:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="PARTITION_TYPE = USER_SPECIFIED needs PARTITION BY.")


def _filled(run: StatementRun, statement: CreateExternalTable, target: Target, table: ExternalTable) -> ExternalTable:
    """A new table with the files that are there, unless partitions are added by hand."""
    if not statement.refresh_on_create or table.user_specified:
        return table
    return Registering(run, target.name, table).refresh(files_below(run, table)).table


# -- ALTER ---------------------------------------------------------------------------------------------------------


def alter_external_table(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER EXTERNAL TABLE."""
    (action,) = statement.actions
    if external_files.changes_files(action):
        return external_files.register(statement, run, action)
    return _alter(statement, run, {SetProperties: _set})


def alter_as_table(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER TABLE of an external table: its columns and its name."""
    return _alter(statement, run, _ACTIONS)


def is_external_table(run: StatementRun, name: QualifiedName) -> bool:
    """Whether a name means an external table."""
    context, names = run.session.context, run.names()
    if (len(name.parts), context.database, context.schema).count(None) and len(name.parts) < 3:  # noqa: PLR2004
        return False
    found = names.find(_KIND, names.complete(name, context.database, context.schema))
    return found is not None and isinstance(found.item, ExternalTable)


def _alter(
    statement: AlterObject, run: StatementRun, actions: dict[type[TableAction], Callable[..., ExternalTable]]
) -> Outcome:
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = external_files.owned(run, names, statement)
        if found is None:
            return status(_DONE)
        table = external_files.table_of(found)
        for action in statement.actions:
            if isinstance(action, RenameTo):
                return renaming.rename(run, names, found, action.name)
            if type(action) not in actions:
                raise targets.refused(_KIND, action)
            table = actions[type(action)](run, found.name, table, action)
        creation.keep(run, found.database.database, [table])
    return status(_DONE)


def _set(run: StatementRun, name: QualifiedName, table: ExternalTable, action: SetProperties) -> ExternalTable:  # noqa: ARG001
    given = properties.checked(_KIND, action.properties)
    automatic = given.get("AUTO_REFRESH", str(table.auto_refresh).upper())
    if table.user_specified and automatic == "TRUE":
        raise external_files.not_for_user_specified("AUTO_REFRESH = TRUE")
    return replace(table, auto_refresh=automatic == "TRUE", comment=given.get(properties.COMMENT, table.comment))


def _unset(run: StatementRun, name: QualifiedName, table: ExternalTable, action: UnsetProperties) -> ExternalTable:  # noqa: ARG001
    properties.check_unset(_KIND, action.names)
    comment = "" if properties.COMMENT in action.names else table.comment
    return replace(table, comment=comment)


def _add_columns(run: StatementRun, name: QualifiedName, table: ExternalTable, action: AddColumns) -> ExternalTable:
    present = {column.name for column in table.columns}
    wanted = [item for item in action.columns if not (action.if_not_exists and item.name in present)]
    for definition in wanted:
        if definition.name in present:
            raise SnowflakeError(ErrorCode.COLUMN_EXISTS, name=definition.name)
    added = _columns(run, name, wanted, table.columns[1:], ())
    return replace(table, columns=(*table.columns, *added))


def _drop_columns(run: StatementRun, name: QualifiedName, table: ExternalTable, action: DropColumns) -> ExternalTable:  # noqa: ARG001
    for dropped in action.names:
        if action.if_exists and dropped not in {column.name for column in table.columns}:
            continue
        column = _virtual(table, dropped)
        if column.name in table.partition_columns:
            detail = f"Partition column '{dropped}' cannot be dropped."
            raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
        constraints = tuple(item for item in table.constraints if dropped not in item.columns)
        left = tuple(item for item in table.columns if item is not column)
        table = replace(table, columns=left, constraints=constraints)
    return table


def _rename_column(run: StatementRun, name: QualifiedName, table: ExternalTable, action: RenameColumn) -> ExternalTable:  # noqa: ARG001
    column = _virtual(table, action.old)
    if action.new != action.old and any(item.name == action.new for item in table.columns):
        raise SnowflakeError(ErrorCode.COLUMN_EXISTS, name=action.new)
    renamed = {action.old: action.new}
    changed = replace(column, name=action.new)
    return replace(
        table,
        columns=tuple(changed if item is column else item for item in table.columns),
        partition_columns=tuple(renamed.get(item, item) for item in table.partition_columns),
        constraints=tuple(
            replace(item, columns=tuple(renamed.get(key, key) for key in item.columns)) for item in table.constraints
        ),
    )


def _alter_column(run: StatementRun, name: QualifiedName, table: ExternalTable, action: AlterColumn) -> ExternalTable:  # noqa: ARG001
    if action.comment is None:
        raise unsupported("ALTER TABLE … ALTER COLUMN of an external table other than COMMENT")
    if action.name not in {column.name for column in table.columns}:
        raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, name=str(QualifiedName((action.name,))))
    return replace(
        table,
        columns=tuple(
            replace(column, comment=action.comment) if column.name == action.name else column
            for column in table.columns
        ),
    )


def _virtual(table: ExternalTable, name: str) -> Column:
    """A column that may be changed: VALUE may not."""
    found = next((column for column in table.columns if column.name == name), None)
    if found is None:
        raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, name=str(QualifiedName((name,))))
    if found.expression is None:
        detail = f"Column '{name}' of an external table cannot be changed."
        raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
    return found


_ACTIONS: dict[type[TableAction], Callable[..., ExternalTable]] = {
    SetProperties: _set,
    UnsetProperties: _unset,
    AddColumns: _add_columns,
    DropColumns: _drop_columns,
    RenameColumn: _rename_column,
    AlterColumn: _alter_column,
}

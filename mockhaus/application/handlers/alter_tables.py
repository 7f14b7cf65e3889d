"""ALTER TABLE: columns, constraints, names, properties.

Follows https://docs.snowflake.com/en/sql-reference/sql/alter-table and alter-table-column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from mockhaus.application import authorization, defaults
from mockhaus.application.handlers import (
    column_collations,
    columns,
    creation,
    expressions,
    properties,
    renaming,
    targets,
)
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.precision import is_overflow
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, Constraint, ConstraintKind, Database, ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, always_quote, quote
from mockhaus.domain.statements import (
    AddColumns,
    AddConstraint,
    AlterColumn,
    AlterObject,
    ClusterBy,
    DropColumns,
    DropConstraint,
    RenameColumn,
    RenameConstraint,
    RenameTo,
    SetProperties,
    SwapWith,
    TableAction,
    UnsetProperties,
)
from mockhaus.domain.types import VARCHAR, DataType, Kind, ResultColumn, number
from mockhaus.translation import counters, versions
from mockhaus.translation.dml.common import Target, default_value
from mockhaus.translation.engine_types import storage_type
from mockhaus.translation.plan import PlannedStep
from mockhaus.translation.precision import Precision

OPERATION = "ALTER TABLE"


@dataclass(slots=True)
class Change:
    """A table being altered: what it has become so far, and the steps that bring that about."""

    run: StatementRun
    name: QualifiedName
    database: Database
    table: Table
    steps: list[PlannedStep] = field(default_factory=list)

    @property
    def attachment(self) -> str:
        """The file that holds the table."""
        return physical.attachment_of(self.database, self.table)

    def widen(self) -> None:
        """Store integers in 128 bits from here on."""
        if not self.table.wide:
            self.steps += versions.widen(self.table, self.attachment)
            self.table = replace(self.table, wide=True)

    def put_column(self, index: int, column: Column) -> None:
        """Replace one column."""
        items = list(self.table.columns)
        items[index] = column
        self.table = replace(self.table, columns=tuple(items))

    def is_empty(self) -> bool:
        """Whether no row is in the table now."""
        return not self._exists("")

    def holds(self, condition: str) -> bool:
        """Whether a row meets a condition in engine SQL."""
        return self._exists(f" WHERE {condition}")

    def _exists(self, condition: str) -> bool:
        source = physical.relation(self.attachment, physical.table_name(self.table))
        column = ResultColumn("FOUND", number(1, nullable=False))
        rows = self.run.session.engine.query(f"SELECT 1 FROM {source}{condition} LIMIT 1", [column])
        try:
            return bool(rows.fetch(1))
        finally:
            rows.close()


def alter_table(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER TABLE."""
    full = targets.full_name(run, statement.name, OPERATION)
    targets.lock_named(run, ObjectKind.TABLE, full)
    first = statement.actions[0]
    if isinstance(first, SwapWith):
        targets.lock_named(run, ObjectKind.TABLE, targets.full_name(run, first.name, OPERATION))
    try:
        return _alter(statement, run)
    except SnowflakeError as error:
        if not is_overflow(error):
            raise
    return _alter(statement, run, wide=True)


def _alter(statement: AlterObject, run: StatementRun, *, wide: bool = False) -> Outcome:
    first = statement.actions[0]
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.find_object(run, names, ObjectKind.TABLE, statement.name, OPERATION)
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.TABLE, statement.name)
        authorization.require_owner(run, found.item, ObjectKind.TABLE, found.name)
        if isinstance(first, RenameTo):
            return renaming.rename(run, names, found, first.name)
        if isinstance(first, SwapWith):
            return renaming.swap(run, names, found, first.name)
        change = Change(run, found.name, found.database.database, cast("Table", found.item))
        if wide:
            change.widen()
        apply_actions(change, statement.actions)
        keep(change)
    return status("Statement executed successfully.")


def apply_actions(change: Change, actions: Iterable[TableAction]) -> None:
    """Work out what actions do to a table."""
    for action in actions:
        _ACTIONS[type(action)](change, action)


def keep(change: Change) -> None:
    """Write an altered table."""
    steps = engine_steps(change.run, change.steps)
    creation.keep(change.run, change.database, [change.table], steps)


def _add_columns(change: Change, action: AddColumns) -> None:
    present = {column.name for column in change.table.visible_columns}
    wanted = action.columns
    if action.if_not_exists:
        wanted = tuple(definition for definition in wanted if definition.name not in present)
    for definition in wanted:
        if definition.name in present:
            raise SnowflakeError(ErrorCode.COLUMN_EXISTS, name=definition.name)
    added = columns.build(
        change.run,
        change.name,
        change.table.id,
        wanted,
        before=change.table.columns,
        options=change.table.options,
    )
    for column in added:
        change.steps += _addition(change, column)
    change.table = replace(change.table, columns=(*change.table.columns, *added))
    change.table = columns.with_constraints(change.run, change.table, columns.inline_constraints(wanted))


def _addition(change: Change, column: Column) -> list[PlannedStep]:
    """The steps that add a column and give the rows that are there its default."""
    if column.default is None:
        _check_addable(change, column)
    elif defaults.sequence_of(column.default):
        detail = f"Column '{column.name}' cannot be added with a sequence as its default."
        raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
    fill = {}
    if column.default is not None:
        fill[column.engine_name] = _constant(change, column)
    steps = list(versions.add_columns(change.table, change.attachment, [column], fill))
    if column.identity is not None:
        steps += counters.create_identity(column.identity, change.attachment)
    return steps


def _constant(change: Change, column: Column) -> str:
    """A column's default, evaluated now, as engine SQL of a constant: the engine takes no other here."""
    context = change.run.translation(Precision(wide=change.table.wide))
    value = default_value(Target(change.name, change.database, change.table), column, context)
    heading = ResultColumn("VALUE", VARCHAR)
    rows = change.run.session.engine.query(f"SELECT ({value})::VARCHAR", [heading])
    try:
        found = rows.fetch(1)[0][0]
    finally:
        rows.close()
    if found is None:
        return "NULL"
    text = str(found).replace("'", "''")
    return f"'{text}'::{storage_type(column.type, wide=change.table.wide, nanoseconds=column.nanoseconds)}"


def _check_addable(change: Change, column: Column) -> None:
    """Refuse a column that the rows that are there could get no value for."""
    if (column.identity is None and column.type.nullable) or change.is_empty():
        return
    if column.identity is not None:
        detail = f"Cannot add column '{column.name}' with AUTOINCREMENT to a table with rows."
    else:
        detail = (
            f"Non-nullable column '{column.name}' cannot be added to non-empty table '{change.table.name}' "
            "unless it has a non-null default value."
        )
    raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)


def _drop_columns(change: Change, action: DropColumns) -> None:
    for name in action.names:
        if action.if_exists and name not in {column.name for column in change.table.visible_columns}:
            continue
        index = columns.position(change.table, name)
        if len(change.table.visible_columns) == 1:
            raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail="Cannot drop all columns in a table.")
        column = change.table.columns[index]
        if not column.type.nullable:
            change.steps += versions.set_nullability(change.table, change.attachment, column, nullable=True)
        hidden = replace(column, hidden=True, type=column.type.with_nullable(True))
        change.put_column(index, hidden)
        constraints = tuple(item for item in change.table.constraints if name not in item.columns)
        change.table = replace(change.table, constraints=constraints)


def _rename_column(change: Change, action: RenameColumn) -> None:
    index = columns.position(change.table, action.old)
    if action.new != action.old and any(item.name == action.new for item in change.table.visible_columns):
        raise SnowflakeError(ErrorCode.COLUMN_EXISTS, name=action.new)
    change.put_column(index, replace(change.table.columns[index], name=action.new, evolution=""))
    constraints = tuple(_with_renamed_column(item, action) for item in change.table.constraints)
    change.table = replace(change.table, constraints=constraints)


def _with_renamed_column(constraint: Constraint, action: RenameColumn) -> Constraint:
    return replace(constraint, columns=tuple(action.new if name == action.old else name for name in constraint.columns))


def _alter_column(change: Change, action: AlterColumn) -> None:
    index = columns.position(change.table, action.name)
    column = replace(change.table.columns[index], evolution="")
    if action.type is not None:
        column_collations.check_unchanged(column, action.type, action.collation)
        column = _retyped(change, column, action.type)
    if action.nullable is not None:
        column = _with_nullability(change, column, nullable=action.nullable)
    if action.default is not None:
        text = expressions.default_text(change.run, action.default, change.name, column.name, column.type)
        column = _with_default(column, text)
    if action.drop_default:
        column = replace(column, default=None)
    if action.comment is not None:
        column = replace(column, comment=action.comment)
    change.put_column(index, column)


def _retyped(change: Change, column: Column, wanted: DataType) -> Column:
    changed = replace(column, type=wanted.with_nullable(column.type.nullable))
    _check_type_change(change, column, changed.type)
    change.steps += versions.set_storage_type(change.table, change.attachment, changed)
    return changed


def _check_type_change(change: Change, column: Column, wanted: DataType) -> None:
    """Refuse what Snowflake refuses: another kind, another scale, less text, digits that do not hold the values."""
    old = column.type
    refusal = SnowflakeError(ErrorCode.COLUMN_TYPE_CHANGE, column_name=column.name, old=old, new=wanted)
    if old == wanted:
        return
    if old.kind is Kind.VARCHAR and wanted.kind is Kind.VARCHAR:
        if wanted.length < old.length:
            raise SnowflakeError(ErrorCode.COLUMN_LENGTH_REDUCED, column_name=column.name, old=old, new=wanted)
        return
    if old.kind is not Kind.NUMBER or wanted.kind is not Kind.NUMBER or old.scale != wanted.scale:
        raise refusal
    if wanted.precision < old.precision and not _fits(change, column, wanted):
        raise refusal


def _fits(change: Change, column: Column, wanted: DataType) -> bool:
    name = always_quote(column.engine_name)
    limit = f"1{'0' * wanted.integer_digits}::HUGEINT"
    return not change.holds(f"{name} >= {limit} OR {name} <= -({limit})")


def _with_nullability(change: Change, column: Column, *, nullable: bool) -> Column:
    if column.type.nullable != nullable:
        if nullable and any(
            item.kind is ConstraintKind.PRIMARY_KEY and column.name in item.columns for item in change.table.constraints
        ):
            detail = f"Column '{column.name}' is part of the primary key and must not be null."
            raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
        change.steps += versions.set_nullability(change.table, change.attachment, column, nullable=nullable)
    return replace(column, type=column.type.with_nullable(nullable))


def _with_default(column: Column, text: str) -> Column:
    """A default may only be replaced by another sequence, and only where it is one now."""
    if not (defaults.sequence_of(text) and column.default is not None and defaults.sequence_of(column.default)):
        detail = f"Unsupported: the default of column '{column.name}' can only be changed from one sequence to another."
        raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
    return replace(column, default=text)


def _add_constraint(change: Change, action: AddConstraint) -> None:
    before = change.table
    change.table = columns.with_constraints(change.run, before, [action.constraint])
    for old, new in zip(before.columns, change.table.columns, strict=True):
        if old.type.nullable and not new.type.nullable:
            change.steps += versions.set_nullability(before, change.attachment, old, nullable=False)


def _drop_constraint(change: Change, action: DropConstraint) -> None:
    rest = tuple(item for item in change.table.constraints if not _is_meant(item, action))
    if len(rest) == len(change.table.constraints):
        detail = f"Constraint '{action.name or (action.kind and action.kind.value)}' does not exist."
        raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
    change.table = replace(change.table, constraints=rest)


def _rename_constraint(change: Change, action: RenameConstraint) -> None:
    names = {constraint.name for constraint in change.table.constraints}
    if action.old not in names:
        detail = f"Constraint '{action.old}' does not exist."
        raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
    if action.new in names:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=quote(action.new))
    change.table = replace(
        change.table,
        constraints=tuple(
            replace(item, name=action.new) if item.name == action.old else item for item in change.table.constraints
        ),
    )


def _is_meant(constraint: Constraint, action: DropConstraint) -> bool:
    if action.name is not None:
        return constraint.name == action.name
    return constraint.kind is action.kind and (not action.columns or constraint.columns == action.columns)


def _cluster_by(change: Change, action: ClusterBy) -> None:
    change.table = replace(change.table, cluster_by=properties.clustering_key(action.expressions))


def _set_properties(change: Change, action: SetProperties) -> None:
    checked = properties.checked(ObjectKind.TABLE, action.properties)
    table = change.table
    change.table = replace(
        table,
        comment=checked.get(properties.COMMENT, table.comment),
        options=properties.merged(table.options, checked),
        retention_days=properties.retention(checked, table.persistence, table.retention_days),
    )


def _unset_properties(change: Change, action: UnsetProperties) -> None:
    properties.check_unset(ObjectKind.TABLE, action.names)
    table = change.table
    change.table = replace(
        table,
        comment="" if properties.COMMENT in action.names else table.comment,
        options=tuple(item for item in table.options if item[0] not in action.names),
        retention_days=_inherited_days(change) if properties.RETENTION in action.names else table.retention_days,
    )


def _inherited_days(change: Change) -> int:
    """The days of retention that the table's schema gives it."""
    place = targets.schema_at(change.run.names(), *change.name.qualifiers)
    inherited = properties.schema_retention(change.database, place.schema)
    return properties.retention({}, change.table.persistence, inherited)


_ACTIONS: dict[type[TableAction], Callable[[Change, Any], None]] = {
    AddColumns: _add_columns,
    DropColumns: _drop_columns,
    RenameColumn: _rename_column,
    AlterColumn: _alter_column,
    AddConstraint: _add_constraint,
    DropConstraint: _drop_constraint,
    RenameConstraint: _rename_constraint,
    ClusterBy: _cluster_by,
    SetProperties: _set_properties,
    UnsetProperties: _unset_properties,
}

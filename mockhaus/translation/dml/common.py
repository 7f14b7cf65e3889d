"""What the DML statements share: their target, its columns, values on their way into it, and synthesized queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, Database, ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError, needs_nanoseconds
from mockhaus.domain.identifiers import QualifiedName, always_quote
from mockhaus.domain.statements import Fragment
from mockhaus.domain.types import DataType, Kind, number
from mockhaus.translation import fragments
from mockhaus.translation.assignment import assignment
from mockhaus.translation.context import Names, Relation, RelationColumn, SequenceReference, TranslationContext
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions.converting import settings_in
from mockhaus.translation.functions.nanoseconds import exactly_narrowed
from mockhaus.translation.plan import Access, LockMode, ObjectAccess, PlannedStep, QueryPlan, WritePlan
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.select import derived
from mockhaus.translation.walk import Walker

ROW_ID = RelationColumn("MH$ROW_ID", physical.ROW_ID, number(nullable=False), hidden=True)
"""The row id of a target's rows, as synthesized queries name it. No user's query sees it."""


@dataclass(frozen=True, slots=True)
class Target:
    """The table that a statement writes, with its full name and the name that the statement's own text gives it."""

    name: QualifiedName
    database: Database
    table: Table
    alias: str | None = None

    @property
    def attachment(self) -> str:
        """The engine's name of the file that holds the table."""
        return physical.attachment_of(self.database, self.table)

    def access(self, access: Access) -> ObjectAccess:
        """What the statement does to the table."""
        return ObjectAccess(ObjectKind.TABLE, self.name, self.table.owner, access)


class _WithRowIds(Names):
    """A session's names, in which one table shows its row ids."""

    def __init__(self, names: Names, target: QualifiedName) -> None:
        self._names = names
        self._target = target

    def relation(self, name: QualifiedName, database: str | None, schema: str | None) -> Relation | None:
        found = self._names.relation(name, database, schema)
        if found is None or found.table is None or found.name != self._target:
            return found
        return replace(found, columns=(*found.columns, ROW_ID))

    def sequence(self, name: QualifiedName, database: str | None, schema: str | None) -> SequenceReference | None:
        return self._names.sequence(name, database, schema)

    def missing_place(self, name: QualifiedName) -> tuple[str, str] | None:
        return self._names.missing_place(name)

    def complete(self, name: QualifiedName, database: str | None, schema: str | None) -> QualifiedName:
        return self._names.complete(name, database, schema)


def with_row_ids(context: TranslationContext, target: Target) -> TranslationContext:
    """The context in which the target's row ids can be named."""
    return replace(context, names=_WithRowIds(context.names, target.name))


def find_target(name: QualifiedName, context: TranslationContext, alias: str | None = None) -> Target:
    """The table that a statement names; refused where there is none, or something that is no table."""
    session = context.session
    found = context.names.relation(name, session.database, session.schema)
    if found is None:
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Table", name=str(name))
    if found.table is None or found.database is None:
        raise SnowflakeError(
            ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=f"{found.kind.value} '{name}' cannot be the target of DML."
        )
    return Target(found.name, found.database, found.table, alias)


# -- columns ------------------------------------------------------------------------------------------------------


def named_columns(table: Table, names: Iterable[str]) -> tuple[Column, ...]:
    """The visible columns of the given names; INVALID_IDENTIFIER for an unknown one, DUPLICATE_COLUMN for a second."""
    by_name = {column.name: column for column in table.visible_columns}
    found: dict[str, Column] = {}
    for name in names:
        if name not in by_name:
            raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, name=str(QualifiedName((name,))))
        if name in found:
            raise SnowflakeError(ErrorCode.DUPLICATE_COLUMN, name=name)
        found[name] = by_name[name]
    return tuple(found.values())


def check_count(expected: int, actual: int) -> None:
    """INSERT_COLUMN_COUNT where a row has more or fewer values than columns to take them."""
    if expected != actual:
        raise SnowflakeError(ErrorCode.INSERT_COLUMN_COUNT, expected=expected, actual=actual)


def default_value(target: Target, column: Column, context: TranslationContext) -> str:
    """Engine SQL, to be evaluated for each row, of what a column gets where a statement gives it nothing."""
    if column.identity is not None:
        return f"nextval('{physical.relation(target.attachment, column.identity.sequence)}')"
    if column.default is None:
        return "NULL"
    database, schema, _ = target.name.parts
    place = replace(context, session=replace(context.session, database=database, schema=schema))
    tokens = tokenize(column.default)
    fragment = fragments.expression(Cursor(column.default, tokens), len(tokens))
    walk = Walker(place, column.default, derived)
    node = walk.expression(fragment.tree)
    return assigned(engine_sql(node), walk.type_of(node), column, context)


def assigned(sql: str, source: DataType, column: Column, context: TranslationContext) -> str:
    """Engine SQL of a value on its way into a column, as the column stores it."""
    return stored_moment(assigned_value(sql, source, column, context), column, context)


def assigned_value(sql: str, source: DataType, column: Column, context: TranslationContext) -> str:
    """Engine SQL of a value as one of a column's type, as the plan has these."""
    if source.kind is Kind.NULL:
        return "NULL"
    return assignment(sql, source, column.type, column.name, settings_in(context))


def stored_moment(sql: str, column: Column, context: TranslationContext) -> str:
    """A value of a column's type as the column stores it: times and timestamps with six digits, or with nine."""
    if column.type.kind not in MOMENTS or sql == "NULL":
        return sql
    if context.fraction is Fraction.NANOSECONDS:
        value = exp.Var(this=sql if sql.isidentifier() else f"({sql})")
        return sql if column.nanoseconds else engine_sql(exactly_narrowed(value, column.type.kind))
    if column.nanoseconds:
        raise needs_nanoseconds()
    return sql


def omitted_columns(table: Table, given: Sequence[Column]) -> tuple[Column, ...]:
    """The visible columns that a statement does not give, in so far as they do not just become NULL."""
    names = {column.name for column in given}
    return tuple(
        column
        for column in table.visible_columns
        if column.name not in names and (column.default is not None or column.identity is not None)
    )


def older_rows(target: Target) -> str:
    """An engine query of the ids of all rows but those that the statement itself added."""
    live = physical.relation(target.attachment, physical.table_name(target.table))
    return f"SELECT {physical.ROW_ID} FROM {live} WHERE {physical.CREATED} < $mh_version::BIGINT"


# -- queries ------------------------------------------------------------------------------------------------------


def row_id(target: Target) -> exp.Column:
    """The target's row id in a synthesized query."""
    return exp.Column(this=_identifier(ROW_ID.name), table=_identifier(target.alias or target.name.name))


def target_item(target: Target) -> exp.Table:
    """The target as an item of FROM, under the name that the statement's text uses."""
    database, schema, name = (_identifier(part) for part in target.name.parts)
    table = exp.Table(this=name, db=schema, catalog=database)
    if target.alias is not None:
        table.set("alias", exp.TableAlias(this=_identifier(target.alias)))
    return table


def select(
    expressions: Sequence[exp.Expr], first: exp.Expr | None, joins: Sequence[exp.Join], where: Fragment | None
) -> exp.Select:
    """A query of its own nodes; fragments given to it must be copied before, because parsed statements are shared."""
    tree = exp.Select(expressions=[_unnamed(item, place) for place, item in enumerate(expressions, start=1)])
    if first is not None:
        tree.set("from_", exp.From(this=first))
        tree.set("joins", list(joins))
    if where is not None:
        tree.set("where", exp.Where(this=where.tree.copy()))
    return tree


def _unnamed(item: exp.Expr, place: int) -> exp.Expr:
    """An item under a name that no text can mean: headings are not asked for, and no alias hides a column."""
    return exp.Alias(this=item, alias=_identifier(f"MH${place}"))


def beside(first: exp.Expr, sources: Fragment | None) -> tuple[exp.Expr, list[exp.Join]]:
    """The items of FROM where `sources`, if any, follow the first behind a comma."""
    if sources is None:
        return first, []
    tree: exp.Select = sources.tree.copy()
    return first, [exp.Join(this=tree.args["from_"].this), *tree.args.get("joins", ()), *_laterals(tree)]


def _laterals(tree: exp.Select) -> list[exp.Join]:
    return [exp.Join(this=lateral) for lateral in tree.args.get("laterals") or ()]


def _identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def over(plan: QueryPlan, outputs: Sequence[str]) -> str:
    """A query of outputs over the rows of a translated one, whose columns are `c1`, `c2`, …."""
    return f"SELECT {', '.join(outputs)} FROM ({plan.sql}) AS s"


def cell(place: int) -> str:
    """A column of a translated query by its place from 1."""
    return f"s.{always_quote(f'c{place}')}"


def output_types(plan: QueryPlan) -> tuple[DataType, ...]:
    """The types of a translated query's columns."""
    return tuple(column.type for column in plan.columns)


def write_plan(
    target: Target,
    steps: Sequence[PlannedStep],
    counts: Sequence[str],
    lock: LockMode,
    accesses: Iterable[ObjectAccess],
    *,
    sources: Sequence[QueryPlan] = (),
    seals: bool = False,
    parameters: Mapping[str, str] | None = None,
) -> WritePlan:
    """The plan of steps that take rows from translated queries."""
    read = tuple(access for plan in sources for access in plan.accesses)
    provided = tuple(dict.fromkeys(name for plan in sources for name in plan.provided))
    return WritePlan(
        database=target.database,
        table=target.table,
        name=target.name,
        attachment=target.attachment,
        steps=tuple(steps),
        counts=tuple(counts),
        lock=lock,
        accesses=(*accesses, *read),
        provided=provided,
        seals=seals,
        parameters=parameters or {},
    )

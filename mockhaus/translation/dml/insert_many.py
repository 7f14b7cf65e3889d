"""INSERT ALL and INSERT FIRST: the rows of one query into several tables.

Follows https://docs.snowflake.com/en/sql-reference/sql/insert-multi-table. The query runs once, with the conditions of
WHEN and the expressions of VALUES behind its columns; its rows are kept aside while the tables take theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Fragment, InsertMany, IntoClause
from mockhaus.translation import versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import (
    Target,
    assigned,
    cell,
    check_count,
    default_value,
    find_target,
    named_columns,
    older_rows,
    omitted_columns,
    output_types,
    over,
    write_plan,
)
from mockhaus.translation.plan import Access, LockMode, PlannedStep, QueryPlan, WritePlan, WrittenTable
from mockhaus.translation.scope import identifier
from mockhaus.translation.translate import Output, plan_tree


@dataclass(frozen=True, slots=True)
class _Into:
    """One INTO clause: its target, its columns, and the places in the kept rows of the values that it lists.

    A place is None for DEFAULT; without a list, `places` is None.
    """

    target: Target
    columns: tuple[Column, ...]
    condition: str
    places: tuple[int | None, ...] | None


def plan_insert_many(statement: InsertMany, context: TranslationContext, text: str) -> WritePlan:
    """The plan of INSERT ALL or INSERT FIRST. OVERWRITE ends older rows one by one."""
    conditions = [branch.condition for branch in statement.branches if branch.condition is not None]
    values = list(_values(statement))
    tree = _query(statement.source, [*map(_condition, conditions), *(value.tree.copy() for value in values)])
    plan = plan_tree(tree, text, context, output=Output.ENGINE)
    width = len(plan.columns) - len(conditions) - len(values)
    clauses = list(_clauses(statement, context, width))
    targets = _targets([clause.target for clause in clauses])
    counts = {name: _count(target, targets) for name, target in targets.items()}
    inserts = [
        step for clause in clauses for step in _steps(clause, plan, width, context, counts[str(clause.target.name)])
    ]
    ends = [step for target in targets.values() for step in _older(target)] if statement.overwrite else []
    first = next((target for target in targets.values() if not target.table.temporary), clauses[0].target)
    needed = (Access.INSERT, Access.DELETE) if statement.overwrite else (Access.INSERT,)
    made = write_plan(
        first,
        versions.from_kept_rows(plan.sql, [*inserts, *ends]),
        tuple(counts.values()),
        LockMode.DELETE if statement.overwrite else LockMode.INSERT,
        [target.access(access) for target in targets.values() for access in needed],
        sources=[plan],
    )
    others = [target for target in targets.values() if target is not first]
    written = tuple(WrittenTable(target.database, target.table, target.name) for target in others)
    return replace(made, attachment=_attachment(list(targets.values())), others=written)


def _older(target: Target) -> tuple[PlannedStep, ...]:
    return versions.delete(target.table, target.attachment, older_rows(target))


def _targets(found: Sequence[Target]) -> dict[str, Target]:
    """Each table once, by its full name."""
    return {str(target.name): target for target in found}


def _count(target: Target, targets: dict[str, Target]) -> str:
    """The result column that counts a table's rows; tables of one name are told apart by their full names."""
    alone = sum(other.name.name == target.name.name for other in targets.values()) == 1
    return f"{versions.INSERTED} into {target.name.name if alone else target.name}"


def _attachment(targets: Sequence[Target]) -> str:
    """The file that is written: one statement writes one database, and the session's own tables besides."""
    files = {target.attachment for target in targets if not target.table.temporary}
    if len(files) > 1:
        raise unsupported("INSERT into tables of several databases")
    return next(iter(files), targets[0].attachment)


# The query


def _query(source: Fragment, behind: Sequence[exp.Expr]) -> exp.Select:
    """The source's columns with others behind them; these know the source's columns by their names and numbers."""
    aliased = [exp.Alias(this=item, alias=identifier(f"MH${place}")) for place, item in enumerate(behind, start=1)]
    inner = exp.Subquery(this=source.tree.copy())
    return exp.Select(expressions=[exp.Star(), *aliased], from_=exp.From(this=inner))


def _condition(given: Fragment) -> exp.Expr:
    return exp.And(this=exp.Boolean(this=True), expression=exp.Paren(this=given.tree.copy()))


def _values(statement: InsertMany) -> Iterator[Fragment]:
    for branch in statement.branches:
        for clause in branch.clauses:
            yield from (value for value in clause.values or () if value is not None)


# The clauses


def _clauses(statement: InsertMany, context: TranslationContext, width: int) -> Iterator[_Into]:
    """The INTO clauses with their conditions over the kept rows."""
    names = [f"COALESCE({cell(width + place)}, FALSE)" for place in range(1, len(statement.branches) + 1)]
    next_value = width + sum(branch.condition is not None for branch in statement.branches)
    for place, branch in enumerate(statement.branches):
        before = [f"NOT {name}" for name in names[:place]]
        met = [] if branch.condition is None else [names[place]]
        needed = [*before, *met] if statement.first or branch.condition is None else met
        for clause in branch.clauses:
            places, next_value = _places(clause, next_value)
            yield _into(clause, context, " AND ".join(needed), places, width)


def _places(clause: IntoClause, last: int) -> tuple[tuple[int | None, ...] | None, int]:
    """The places of a clause's values behind `last`, and the last one that is taken then."""
    if clause.values is None:
        return None, last
    places: list[int | None] = []
    for value in clause.values:
        last += value is not None
        places.append(None if value is None else last)
    return tuple(places), last


def _into(
    clause: IntoClause, context: TranslationContext, condition: str, places: tuple[int | None, ...] | None, width: int
) -> _Into:
    target = find_target(clause.target, context)
    listed = clause.columns
    columns = target.table.visible_columns if listed is None else named_columns(target.table, listed)
    check_count(len(columns), width if places is None else len(places))
    return _Into(target, columns, condition, places)


def _steps(
    into: _Into, plan: QueryPlan, width: int, context: TranslationContext, count: str
) -> tuple[PlannedStep, ...]:
    """The step that adds the rows of one clause."""
    types = output_types(plan)
    target, places = into.target, into.places or tuple(range(1, width + 1))
    values = {
        column.name: assigned(cell(place), types[place - 1], column, context)
        for column, place in zip(into.columns, places, strict=True)
        if place is not None
    }
    omitted = omitted_columns(target.table, into.columns)
    outputs = [
        values.get(column.name) or default_value(target, column, context) for column in (*into.columns, *omitted)
    ]
    rows = over(replace(plan, sql=versions.KEPT_ROWS), outputs)
    if into.condition:
        rows += f" WHERE {into.condition}"
    return versions.insert(target.table, target.attachment, (*into.columns, *omitted), rows, count=count)

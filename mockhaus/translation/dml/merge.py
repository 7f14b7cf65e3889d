"""MERGE: source rows update, delete or are inserted, by the first branch whose condition they meet.

Follows https://docs.snowflake.com/en/sql-reference/sql/merge. One query joins the source to the target and yields row
id, the number of the branch and every branch's values; an expression of a branch is evaluated only for its own rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import Fragment, Merge, MergeAction, MergeBranch
from mockhaus.domain.types import DataType
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
    omitted_columns,
    output_types,
    over,
    row_id,
    select,
    target_item,
    with_row_ids,
    write_plan,
)
from mockhaus.translation.plan import Access, LockMode, WritePlan
from mockhaus.translation.translate import Output, plan_tree

_SOURCE = "MH$SOURCE"
_ACTIONS = (
    (MergeAction.INSERT, versions.INSERTED, Access.INSERT),
    (MergeAction.UPDATE, versions.UPDATED, Access.UPDATE),
    (MergeAction.DELETE, versions.DELETED, Access.DELETE),
)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A branch with its number, the test that a joined row must pass, and its columns with expressions or DEFAULT."""

    number: int
    action: MergeAction
    matched: bool
    test: exp.Expr
    columns: tuple[Column, ...] = ()
    values: tuple[exp.Expr | None, ...] = ()


def plan_merge(statement: Merge, context: TranslationContext, text: str) -> WritePlan:
    """The plan of MERGE."""
    _check_order(statement.branches)
    target = find_target(statement.target, context, statement.alias)
    source, name = _source(statement)
    by_name = _columns_by_name(statement, target, context, text)
    branches = [
        _branch(number, branch, target, name, by_name) for number, branch in enumerate(statement.branches, start=1)
    ]
    join = exp.Join(this=target_item(target), side="LEFT", on=statement.condition.tree.copy())
    tree = select(_outputs(branches, target), source, [join], None)
    plan = plan_tree(tree, text, with_row_ids(context, target), output=Output.ENGINE)
    values = _Values(target, context, output_types(plan))
    steps = [values.step(branch) for branch in branches]
    rows = f"{over(plan, [cell(1), cell(2), *values.outputs])} WHERE {cell(2)} IS NOT NULL"
    if not context.session.parameters.flag("ERROR_ON_NONDETERMINISTIC_MERGE"):
        rows += f" QUALIFY {cell(1)} IS NULL OR row_number() OVER (PARTITION BY {cell(1)}) = 1"
    used = {branch.action for branch in branches}
    return write_plan(
        target,
        versions.merge(target.table, target.attachment, rows, len(values.outputs), steps),
        tuple(count for action, count, _ in _ACTIONS if action in used),
        LockMode.DELETE if MergeAction.DELETE in used else LockMode.CHANGE,
        tuple(target.access(access) for action, _, access in _ACTIONS if action in used),
        sources=(plan,),
    )


class _Values:
    """The outputs that branches store, collected as their steps are made."""

    def __init__(self, target: Target, context: TranslationContext, types: Sequence[DataType]) -> None:
        self._target = target
        self._context = context
        self._types = types
        self._place = 2
        self.outputs: list[str] = []

    def step(self, branch: _Branch) -> versions.MergeStep:
        """What a branch does, its values added to the outputs."""
        if branch.action is MergeAction.DELETE:
            return versions.MergeStep(branch.number, branch.action)
        omitted = omitted_columns(self._target.table, branch.columns) if branch.action is MergeAction.INSERT else ()
        places = [self._add(self._given(value, column, branch)) for column, value in _pairs(branch)]
        places += [self._add(self._guarded(column, branch)) for column in omitted]
        return versions.MergeStep(branch.number, branch.action, (*branch.columns, *omitted), tuple(places))

    def _given(self, value: exp.Expr | None, column: Column, branch: _Branch) -> str:
        if value is None:
            return self._guarded(column, branch)
        self._place += 1
        return assigned(cell(self._place), self._types[self._place - 1], column, self._context)

    def _guarded(self, column: Column, branch: _Branch) -> str:
        """A default, taken only for the branch's own rows: an identity must not count the others."""
        value = default_value(self._target, column, self._context)
        return f"CASE WHEN {cell(2)} = {branch.number} THEN {value} END"

    def _add(self, output: str) -> int:
        self.outputs.append(output)
        return len(self.outputs)


def _pairs(branch: _Branch) -> list[tuple[Column, exp.Expr | None]]:
    return list(zip(branch.columns, branch.values, strict=True))


def _check_order(branches: Sequence[MergeBranch]) -> None:
    """A branch behind one of its kind without a condition could never be reached: Snowflake refuses it."""
    closed: set[bool] = set()
    for branch in branches:
        if branch.matched in closed:
            raise SnowflakeError(
                ErrorCode.SEMANTIC,
                detail="A clause of MERGE follows one of its kind without a condition.",
            )
        if branch.condition is None:
            closed.add(branch.matched)


def _source(statement: Merge) -> tuple[exp.Expr, exp.Identifier]:
    """The source as an item of FROM, and the name by which its columns are reached."""
    tree: exp.Select = statement.source.tree
    if tree.args.get("joins") or tree.args.get("laterals"):
        raise unsupported("MERGE with several sources")
    item: exp.Expr = tree.args["from_"].this.copy()
    alias = item.args.get("alias")
    if alias is not None and alias.this is not None:
        return item, alias.this
    if isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier):
        return item, item.this
    name = exp.Identifier(this=_SOURCE, quoted=True)
    item.set("alias", exp.TableAlias(this=name))
    return item, name


def _branch(
    number: int, branch: MergeBranch, target: Target, source: exp.Identifier, by_name: Sequence[Column]
) -> _Branch:
    test: exp.Expr = exp.Is(this=row_id(target), expression=exp.Null())
    if branch.matched:
        test = exp.Not(this=test)
    if branch.condition is not None:
        test = exp.And(this=test, expression=exp.Paren(this=_expression(branch.condition, branch, source)))
    if branch.all_by_name:
        values: tuple[exp.Expr | None, ...] = tuple(_source_column(column, source) for column in by_name)
        return _Branch(number, branch.action, branch.matched, test, tuple(by_name), values)
    columns = _branch_columns(branch, target)
    given = [item.value for item in branch.assignments] or branch.values
    if branch.action is MergeAction.INSERT:
        check_count(len(columns), len(given))
    values = tuple(_expression(value, branch, source) if value else None for value in given)
    return _Branch(number, branch.action, branch.matched, test, columns, values)


def _branch_columns(branch: MergeBranch, target: Target) -> tuple[Column, ...]:
    if branch.action is MergeAction.DELETE:
        return ()
    if branch.action is MergeAction.UPDATE:
        return named_columns(target.table, (item.column for item in branch.assignments))
    if branch.columns is None:
        return target.table.visible_columns
    return named_columns(target.table, branch.columns)


def _expression(fragment: Fragment, branch: MergeBranch, source: exp.Identifier) -> exp.Expr:
    """An expression of a branch. Of NOT MATCHED, unqualified columns are the source's: no target row is in sight."""
    tree: exp.Expr = fragment.tree.copy()
    if branch.matched:
        return tree
    holder = exp.Paren(this=tree)
    for column in list(_own_columns(holder)):
        column.set("table", source.copy())
    found: exp.Expr = holder.this.pop()
    return found


def _own_columns(tree: exp.Expr) -> Iterator[exp.Column]:
    """The unqualified columns of an expression, without those of queries inside it."""
    for node in tree.walk(prune=lambda node: isinstance(node, exp.Query)):
        if isinstance(node, exp.Column) and not node.args.get("table"):
            yield node


def _source_column(column: Column, source: exp.Identifier) -> exp.Expr:
    return exp.Column(this=exp.Identifier(this=column.name, quoted=True), table=source.copy())


def _columns_by_name(statement: Merge, target: Target, context: TranslationContext, text: str) -> tuple[Column, ...]:
    """The target's columns for ALL BY NAME, whose names must be exactly the source's."""
    if not any(branch.all_by_name for branch in statement.branches):
        return ()
    plan = plan_tree(statement.source.tree.copy(), text, context, output=Output.ENGINE)
    columns = target.table.visible_columns
    if {column.name for column in plan.columns} != {column.name for column in columns}:
        raise SnowflakeError(
            ErrorCode.SEMANTIC, detail="ALL BY NAME needs the same column names in the source and the target of MERGE."
        )
    return columns


# -- the query's outputs ------------------------------------------------------------------------------------------


def _outputs(branches: Sequence[_Branch], target: Target) -> list[exp.Expr]:
    """Row id, branch number, and the branches' values in the order of `_Values`."""
    numbers = [exp.If(this=branch.test.copy(), true=exp.Literal.number(branch.number)) for branch in branches]
    values = [_guarded(value, branch, branches) for branch in branches for value in branch.values if value is not None]
    return [row_id(target), exp.Case(ifs=numbers), *values]


def _guarded(value: exp.Expr, branch: _Branch, branches: Sequence[_Branch]) -> exp.Expr:
    """A value, evaluated only where its branch is the first one that holds."""
    earlier = [
        exp.If(this=other.test.copy(), true=exp.Null())
        for other in branches[: branch.number - 1]
        if other.matched == branch.matched
    ]
    return exp.Case(ifs=[*earlier, exp.If(this=branch.test.copy(), true=value)])

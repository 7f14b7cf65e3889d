"""UPDATE: new values for rows, from expressions or other tables.

Follows https://docs.snowflake.com/en/sql-reference/sql/update.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.statements import Assignment, Update
from mockhaus.translation import versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import (
    Target,
    assigned,
    beside,
    cell,
    default_value,
    find_target,
    named_columns,
    output_types,
    over,
    row_id,
    select,
    target_item,
    with_row_ids,
    write_plan,
)
from mockhaus.translation.plan import Access, LockMode, QueryPlan, WritePlan
from mockhaus.translation.translate import plan_rows


def plan_update(statement: Update, context: TranslationContext, text: str) -> WritePlan:
    """The plan of UPDATE. Where several source rows meet one target row, one of them wins, or the statement fails."""
    target = find_target(statement.target, context, statement.alias)
    columns = named_columns(target.table, (item.column for item in statement.assignments))
    trees = [item.value.tree.copy() for item in statement.assignments if item.value is not None]
    first, joins = beside(target_item(target), statement.sources)
    tree = select([row_id(target), *trees], first, joins, statement.condition)
    plan, parts = plan_rows(tree, text, with_row_ids(context, target))
    cells = parts.outputs if parts else tuple(cell(place) for place in range(1, len(plan.columns) + 1))
    values = _new_values(plan, cells, statement.assignments, target, columns, context)
    if parts is not None:
        assigned_values = zip(columns, values, strict=True)
        steps = versions.update_where(target.table, target.attachment, assigned_values, parts.condition, parts.alias)
    else:
        rows = over(plan, [cells[0], *values])
        duplicates = _duplicates(statement, context)
        steps = versions.update(target.table, target.attachment, columns, rows, duplicates=duplicates)
    return write_plan(
        target,
        steps,
        (versions.UPDATED, versions.MULTI_JOINED),
        LockMode.CHANGE,
        (target.access(Access.UPDATE),),
        sources=(plan,),
    )


def _duplicates(statement: Update, context: TranslationContext) -> versions.Duplicates:
    if statement.sources is None:
        return versions.Duplicates.NONE
    refuse = context.session.parameters.flag("ERROR_ON_NONDETERMINISTIC_UPDATE")
    return versions.Duplicates.REFUSE if refuse else versions.Duplicates.FIRST


def _new_values(
    plan: QueryPlan,
    cells: Sequence[str],
    assignments: Sequence[Assignment],
    target: Target,
    columns: Sequence[Column],
    context: TranslationContext,
) -> list[str]:
    types = output_types(plan)
    found: list[str] = []
    place = 1
    for item, column in zip(assignments, columns, strict=True):
        if item.value is None:
            found.append(default_value(target, column, context))
            continue
        found.append(assigned(cells[place], types[place], column, context))
        place += 1
    return found

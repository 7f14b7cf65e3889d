"""DELETE: rows that meet a condition, which may look at other tables.

Follows https://docs.snowflake.com/en/sql-reference/sql/delete.
"""

from __future__ import annotations

from mockhaus.domain.statements import Delete
from mockhaus.translation import versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import (
    Target,
    beside,
    cell,
    find_target,
    over,
    row_id,
    select,
    target_item,
    with_row_ids,
    write_plan,
)
from mockhaus.translation.plan import Access, LockMode, WritePlan
from mockhaus.translation.translate import plan_rows


def plan_delete(
    statement: Delete, context: TranslationContext, text: str, *, in_transaction: bool = False
) -> WritePlan:
    """The plan of DELETE. Without sources and condition all rows end at once, except within a transaction."""
    target = find_target(statement.target, context, statement.alias)
    if statement.condition is None and statement.sources is None and not in_transaction:
        return _delete_all(target)
    first, joins = beside(target_item(target), statement.sources)
    tree = select([row_id(target)], first, joins, statement.condition)
    plan, parts = plan_rows(tree, text, with_row_ids(context, target))
    if parts is not None:
        steps = versions.delete_where(target.table, target.attachment, parts.condition, parts.alias)
    else:
        steps = versions.delete(target.table, target.attachment, over(plan, [cell(1)]))
    return write_plan(
        target,
        steps,
        (versions.DELETED,),
        LockMode.DELETE,
        (target.access(Access.DELETE),),
        sources=(plan,),
    )


def _delete_all(target: Target) -> WritePlan:
    return write_plan(
        target,
        versions.truncate(target.table, target.attachment, count=versions.DELETED),
        (versions.DELETED,),
        LockMode.EXCLUSIVE,
        (target.access(Access.DELETE),),
        seals=not target.table.temporary,
    )

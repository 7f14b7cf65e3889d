"""TRUNCATE: all rows of a table end at once.

Follows https://docs.snowflake.com/en/sql-reference/sql/truncate-table. Files that the
table has loaded can be loaded again.
"""

from __future__ import annotations

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Truncate
from mockhaus.translation import load_records, versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import find_target, older_rows, write_plan
from mockhaus.translation.plan import Access, LockMode, WritePlan


def plan_truncate(
    statement: Truncate, context: TranslationContext, *, in_transaction: bool = False
) -> WritePlan | None:
    """The plan of TRUNCATE; None where the table is not there and IF EXISTS says that it need not be."""
    try:
        target = find_target(statement.target, context)
    except SnowflakeError as error:
        if statement.if_exists and error.error is ErrorCode.OBJECT_NOT_FOUND:
            return None
        raise
    access = (target.access(Access.TRUNCATE),)
    released = load_records.release(target.table, target.attachment)
    if in_transaction:
        steps = versions.delete(target.table, target.attachment, older_rows(target))
        return write_plan(target, (*steps, *released), (), LockMode.DELETE, access)
    steps = versions.truncate(target.table, target.attachment, count=versions.DELETED)
    return write_plan(target, (*steps, *released), (), LockMode.EXCLUSIVE, access, seals=not target.table.temporary)

"""COMMENT ON: the same as setting COMMENT by ALTER.

Follows https://docs.snowflake.com/en/sql-reference/sql/comment.
"""

from __future__ import annotations

from mockhaus.application.handlers import altering
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.statements import AlterColumn, AlterObject, CommentOn, SetProperties, Statement, TableAction


def comment_on(statement: Statement, run: StatementRun) -> Outcome:
    """COMMENT [IF EXISTS] ON kind name IS 'text'."""
    assert isinstance(statement, CommentOn)  # noqa: S101 - the registry pairs them
    action: TableAction = SetProperties((("COMMENT", statement.text),))
    if statement.column is not None:
        action = AlterColumn(name=statement.column, comment=statement.text)
    return altering.alter(AlterObject(statement.kind, statement.name, statement.if_exists, (action,)), run)

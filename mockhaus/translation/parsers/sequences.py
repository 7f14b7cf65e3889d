"""CREATE SEQUENCE: https://docs.snowflake.com/en/sql-reference/sql/create-sequence."""

from __future__ import annotations

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import CreateSequence
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import columns, create, options


def sequence(cursor: Cursor) -> CreateSequence:
    """CREATE [OR REPLACE] SEQUENCE [IF NOT EXISTS] name [START …] [INCREMENT …] [ORDER | NOORDER] [COMMENT …]."""
    mode = create.mode(cursor)
    cursor.expect("SEQUENCE")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    cursor.accept("WITH")
    start, increment = columns.start_and_increment(cursor)
    if not increment:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=0, name="INCREMENT")
    ordered = columns.order(cursor) or False
    comment = options.comment(cursor) if cursor.accept("COMMENT") else ""
    return CreateSequence(name=name, mode=mode, start=start, increment=increment, ordered=ordered, comment=comment)

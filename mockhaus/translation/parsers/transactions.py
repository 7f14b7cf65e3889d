"""BEGIN, START TRANSACTION, COMMIT and ROLLBACK."""

from __future__ import annotations

from mockhaus.domain.statements import Begin, Commit, Rollback
from mockhaus.translation.cursor import Cursor


def begin(cursor: Cursor) -> Begin:
    """BEGIN [WORK | TRANSACTION] [NAME name], or START TRANSACTION [NAME name]."""
    if cursor.accept("START"):
        cursor.expect("TRANSACTION")
    else:
        cursor.expect("BEGIN")
        cursor.accept_any("WORK", "TRANSACTION")
    return Begin(cursor.name() if cursor.accept("NAME") else None)


def commit(cursor: Cursor) -> Commit:
    """COMMIT [WORK]."""
    cursor.expect("COMMIT")
    cursor.accept("WORK")
    return Commit()


def rollback(cursor: Cursor) -> Rollback:
    """ROLLBACK [WORK]."""
    cursor.expect("ROLLBACK")
    cursor.accept("WORK")
    return Rollback()

"""BEGIN, COMMIT and ROLLBACK.

Follows https://docs.snowflake.com/en/sql-reference/sql/begin, commit and rollback: BEGIN within a transaction changes
nothing, COMMIT and ROLLBACK without one succeed.
"""

from __future__ import annotations

from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.application.session import OpenTransaction
from mockhaus.domain.statements import Begin, Commit, Rollback, Statement

_DONE = "Statement executed successfully."


def begin(statement: Statement, run: StatementRun) -> Outcome:
    """BEGIN [NAME name]. Where none is given, the transaction gets a name that nobody else has."""
    assert isinstance(statement, Begin)  # noqa: S101 - the registry pairs them
    session = run.session
    if session.transaction is None:
        session.engine.begin()
        name = statement.name or run.services.identity.query_id()
        session.transaction = OpenTransaction(run.services.clock.now(), name)
    return status(_DONE)


def commit(statement: Statement, run: StatementRun) -> Outcome:
    """COMMIT. An aborted transaction is undone, and the error says so; its locks are released either way."""
    assert isinstance(statement, Commit)  # noqa: S101 - the registry pairs them
    session = run.session
    if session.transaction is not None:
        undone = True
        try:
            session.engine.commit()
            undone = False
        finally:
            if session.engine.failed:
                session.engine.rollback()
            session.end_transaction(run.services.clock.now(), undone=undone)
            run.services.locks.release(session.lock_owner)
    return status(_DONE)


def rollback(statement: Statement, run: StatementRun) -> Outcome:
    """ROLLBACK."""
    assert isinstance(statement, Rollback)  # noqa: S101 - the registry pairs them
    session = run.session
    if session.transaction is not None:
        try:
            session.engine.rollback()
        finally:
            session.end_transaction(run.services.clock.now(), undone=True)
            run.services.locks.release(session.lock_owner, undone=True)
    return status(_DONE)

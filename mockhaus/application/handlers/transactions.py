"""BEGIN, COMMIT and ROLLBACK.

Follows https://docs.snowflake.com/en/sql-reference/sql/begin, commit and rollback: BEGIN within a transaction changes
nothing, COMMIT and ROLLBACK without one succeed.
"""

from __future__ import annotations

from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.application.session import OpenTransaction
from mockhaus.domain.statements import Begin, Commit, Rollback, Statement
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.translation.versions import note_commit

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
            _note_versions(run)
            session.engine.commit()
            undone = False
        finally:
            if session.engine.failed:
                session.engine.rollback()
            session.end_transaction(run.services.clock.now(), undone=undone)
            run.services.locks.release(session.lock_owner)
    return status(_DONE)


def _note_versions(run: StatementRun) -> None:
    """Remember that the transaction's changes happen now: each has the version of the moment at which it was made."""
    session, version = run.session, run.new_version()
    transaction = session.transaction
    if transaction is not None and transaction.versions and not session.engine.failed:
        step = note_commit(transaction.attachment, transaction.versions)
        session.engine.write(WriteUnit(transaction.attachment, (EngineStep(step.sql, {"mh_version": version}),)))


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
